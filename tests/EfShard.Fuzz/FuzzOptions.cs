using System.Globalization;

namespace EfShard.Fuzz;

/// <summary>What the command line says.</summary>
/// <param name="Time">For how long; zero to ask one query only.</param>
/// <param name="Seed">The first query.</param>
/// <param name="Provider">The database's provider; null for both.</param>
internal sealed record FuzzOptions(TimeSpan Time, uint Seed, string? Provider)
{
    /// <summary>Reads the arguments; null if they are not understood.</summary>
    public static FuzzOptions? Parse(string[] arguments)
    {
        var options = new FuzzOptions(TimeSpan.Zero, (uint)Random.Shared.Next(1 << 20, int.MaxValue), null);
        var hasSeed = false;
        for (var i = 0; i < arguments.Length; i++)
        {
            switch (arguments[i])
            {
                case "sqlite" or "postgres":
                    options = options with { Provider = arguments[i] };
                    break;
                case "--seed" or "--from" when i + 1 < arguments.Length && uint.TryParse(arguments[i + 1], CultureInfo.InvariantCulture, out var seed):
                    hasSeed |= arguments[i++] == "--seed";
                    options = options with { Seed = seed };
                    break;
                case { } text when double.TryParse(text, CultureInfo.InvariantCulture, out var minutes) && minutes > 0:
                    options = options with { Time = TimeSpan.FromMinutes(minutes) };
                    break;
                default:
                    return null;
            }
        }

        return hasSeed == (options.Time == TimeSpan.Zero) ? options : null;
    }
}
