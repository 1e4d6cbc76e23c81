using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using EfShard.Topology;

namespace EfShard.Execution.Rehearsing;

/// <summary>What a dry run has seen: one ledger for the planned shards of one set of options, for all contexts of the process.</summary>
internal sealed partial class DryRunLedger
{
    /// <summary>Statements with values written into them are all distinct: a long run must not fill the memory with them.</summary>
    private const int MostEntries = 10_000;

    private static readonly ConditionalWeakTable<ShardTopology, DryRunLedger> Ledgers = [];

    private readonly ConcurrentDictionary<string, LedgerEntry> _statements = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Entities, bool IsInTransaction), LedgerEntry> _writes = new();
    private readonly ConditionalWeakTable<StatementTemplate, LedgerEntry> _known = [];
    private readonly ConditionalWeakTable<object, HashSet<int>> _writers = [];
    private long _unlisted;

    public long Unlisted => Interlocked.Read(ref _unlisted);

    public IEnumerable<KeyValuePair<string, LedgerEntry>> Statements => _statements;

    public IEnumerable<KeyValuePair<(string Entities, bool IsInTransaction), LedgerEntry>> Writes => _writes;

    /// <summary>The ledger of shards that are planned for.</summary>
    public static DryRunLedger Of(ShardTopology planned) => Ledgers.GetValue(planned, static _ => new DryRunLedger());

    /// <summary>The entry of a statement; <see langword="null" /> if there are too many.</summary>
    public LedgerEntry? Find(StatementTemplate template)
    {
        if (_known.TryGetValue(template, out var known))
        {
            return known;
        }

        // The same LINQ makes a statement for each number of values in a list.
        var entry = Find(ListOfParameters().Replace(template.CommandText, "@$1..."));
        if (entry is not null)
        {
            _known.AddOrUpdate(template, entry);
        }

        return entry;
    }

    /// <summary>The entry of a statement by its text; <see langword="null" /> if there are too many.</summary>
    public LedgerEntry? Find(string text) => Find(_statements, text);

    /// <summary>The entry of saves that write these entities; <see langword="null" /> if there are too many.</summary>
    public LedgerEntry? Find(string entities, bool isInTransaction) => Find(_writes, (entities, isInTransaction));

    /// <summary>Adds to the shards that a transaction would write, and counts them.</summary>
    public int AddWriters(object transaction, IEnumerable<int> shards)
    {
        var writers = _writers.GetValue(transaction, static _ => []);
        writers.UnionWith(shards);
        return writers.Count;
    }

    private LedgerEntry? Find<TKey>(ConcurrentDictionary<TKey, LedgerEntry> entries, TKey key)
        where TKey : notnull
    {
        if (entries.TryGetValue(key, out var known))
        {
            return known;
        }

        if (entries.Count < MostEntries)
        {
            return entries.GetOrAdd(key, static _ => new LedgerEntry());
        }

        Interlocked.Increment(ref _unlisted);
        return null;
    }

    [GeneratedRegex(@"@(\w*?)\d+(?:, ?@\1\d+)+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ListOfParameters();
}
