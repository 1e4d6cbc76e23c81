namespace EfShard.Planning;

/// <summary>What the analysis gathers over a whole statement, whichever SELECT it finds it in.</summary>
internal sealed class StatementAnalysis
{
    /// <summary>Every occurrence of a sharded table.</summary>
    public List<ShardedSource> Occurrences { get; } = [];

    /// <summary>Whether rows that are on every shard are united with sharded ones: without sharded rows there are still those.</summary>
    public bool UnitesReplicatedRows { get; set; }

    /// <summary>The unsharded tables read.</summary>
    public List<string> UnshardedTables { get; } = [];

    /// <summary>Why the statement can't run on several shards; the first reason found.</summary>
    public Refusal? Refusal { get; private set; }

    /// <summary>Why the statement can't even be given to one shard unless the user names it.</summary>
    public Refusal? NeedsPin { get; private set; }

    /// <summary>Whether it reads something that can't be seen: then not even all rows that are seen are enough.</summary>
    public bool ReadsUnseen { get; private set; }

    /// <summary>Whether SQL of the application may be asked of every shard, as the query says.</summary>
    public bool MayAskAllForRawSql { get; init; }

    /// <summary>Whether it is.</summary>
    public bool AsksAllForRawSql { get; private set; }

    /// <summary>Whether the tables that SQL of the application reads are named, so that they can be gathered.</summary>
    public bool MayGatherForRawSql { get; init; }

    /// <summary>Whether they are.</summary>
    public bool GathersForRawSql { get; private set; }

    /// <summary>The SELECTs whose groups have rows on several shards, inner ones first, where combining may finish them.</summary>
    public List<GroupsToCombine> GroupsToCombine { get; } = [];

    /// <summary>Seals the occurrences found since there were so many.</summary>
    public void Seal(int known) => Occurrences.Skip(known).ToList().ForEach(source => source.Seal());

    public void Refuse(Refusal refusal) => Refusal ??= refusal;

    /// <summary>Has every shard asked, because what SQL of the application reads can't be seen.</summary>
    public void AskAllForRawSql() => (AsksAllForRawSql, ReadsUnseen) = (true, true);

    /// <summary>Has the named tables gathered, whatever shards could answer: only over their copies it shows if SQL of the application reads others.</summary>
    public void GatherForRawSql()
    {
        GathersForRawSql = true;
        Refuse(Refusals.NamedRawSql());
    }

    public void RequirePin(Refusal refusal)
    {
        ReadsUnseen = true;
        NeedsPin ??= refusal;
        Refusal ??= refusal;
    }
}
