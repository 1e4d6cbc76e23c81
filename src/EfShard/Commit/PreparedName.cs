using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace EfShard.Commit;

/// <summary>
///     The name of a prepared transaction, from which anybody who finds it can tell who knows the decision.
///     PostgreSQL takes 199 bytes: shards with longer names than 140 bytes are refused by the options.
/// </summary>
/// <param name="Id">The id of the transaction over shards.</param>
/// <param name="Number">The participant's place in the record: two shards may be databases of one server, where names are server-wide.</param>
/// <param name="Decider">The name of the shard that has the record.</param>
internal readonly record struct PreparedName(Guid Id, int Number, string Decider)
{
    private const string Prefix = "efshard:";

    public static bool TryParse(string text, [NotNullWhen(true)] out PreparedName? name)
    {
        name = text.Split(':', 4) is ["efshard", var id, var number, var decider]
            && Guid.TryParseExact(id, "N", out var guid)
            && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var place)
                ? new PreparedName(guid, place, decider)
                : null;
        return name is not null;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Id:N}:{Number}:{Decider}");
}
