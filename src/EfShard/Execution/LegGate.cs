namespace EfShard.Execution;
internal sealed class LegGate { public Scope Enter() => default; internal readonly struct Scope : IDisposable { public void Dispose() { } } }
