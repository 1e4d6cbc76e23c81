Console.WriteLine("Usage: dotnet run -c Release --project benchmarks/EfShard.Benchmarks");
Console.WriteLine("No benchmark is defined yet.");
