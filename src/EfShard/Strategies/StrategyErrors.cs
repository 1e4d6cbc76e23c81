namespace EfShard.Strategies;

/// <summary>The texts of this folder's errors. None prints a key: a key is a row's data.</summary>
internal static class StrategyErrors
{
    public static ArgumentException NoShards()
        => new("A strategy without shards can place no key. Name at least one shard.");

    public static ArgumentException BadShardName()
        => new("The name of a shard is empty or not valid Unicode text. Give each shard a name.");

    public static ArgumentException DuplicateShard(string name)
        => new($"The shard '{name}' is named twice. Name each shard once.");

    public static ArgumentException UnknownShard(string name)
        => new($"There is no shard '{name}' in this strategy. Use one of the names in its list of shards.");

    public static ArgumentException TooManyShards(int count)
        => new($"{count} shards can't share {SlotMap.SlotCount} slots: each needs at least one.");

    public static ArgumentException BadSlotRange(SlotRange range)
        => new($"The slots {range.First} to {range.Last} are no range of slots. Slots go from 0 to {SlotMap.SlotCount - 1}, the first before the last.");

    public static FormatException SlotMapSyntax(string part)
        => new($"The slot map can't be read at '{part}'. It is written as 's0:0-4095,8192-8200;s1:...', with every slot from 0 to {SlotMap.SlotCount - 1} once.");

    public static FormatException SlotOwnedTwice(int slot, string first, string second)
        => new($"The slot map gives slot {slot} to '{first}' and to '{second}'. Give each slot one owner.");

    public static FormatException SlotWithoutOwner(int slot)
        => new($"The slot map gives slot {slot} to nobody. Give each slot from 0 to {SlotMap.SlotCount - 1} one owner.");

    public static ArgumentOutOfRangeException VirtualNodes(int value)
        => new("virtualNodes", value, "A shard needs at least 1 and at most 100,000 virtual nodes on the ring. 150 is the default.");

    public static ArgumentException Weight(string name)
        => new($"The weight of shard '{name}' is not a number above 0 and at most 1,000. 1 is the usual weight; a shard of weight 2 gets twice as much.");

    public static ArgumentException LastShard(string name)
        => new($"'{name}' is the only shard of the ring and can't be removed. Add another one first.");

    public static ArgumentException RangeType(Type type)
        => new($"Ranges and lists can't hold values of type '{type.Name}': not every database orders them alike. Use sbyte, byte, short, ushort, int, uint, long, string, Guid, "
            + "DateTime, DateTimeOffset or DateOnly.");

    public static ArgumentException BoundsNotAscending(string bound, string previous)
        => new($"The bound '{bound}' does not lie above the bound before it, '{previous}'. Call Below(...) with ascending bounds, each once.");

    public static ArgumentException BoundTooFine()
        => new("A bound of a range is finer than a microsecond, the finest that a database keeps. Cut it to a whole microsecond.");

    public static ArgumentException BoundNotUnicode()
        => new("A text bound of a range is not valid Unicode (half of a surrogate pair), so no database can order it. Use another bound.");

    public static InvalidOperationException RestIsLast(string call)
        => new($"{call} was called after Rest(...). Rest takes every key above the last bound: call it last and once.");

    public static InvalidOperationException NoRanges()
        => new("A range strategy without ranges can place no key. Call Below(...) or Rest(...) at least once.");

    public static ShardKeyException OutsideEveryRange(string lastBound)
        => new($"The shard key lies outside every range: the last one ends below '{lastBound}', and no shard was named for the rest. "
            + "Add a range with Below(...), or name a shard with Rest(...).");

    public static ShardKeyException WrongKind(ShardKeyKind key, ShardKeyKind ranges)
        => new($"The shard key is of kind {key}, but the group's ranges are of kind {ranges}. "
            + "Use ranges of the type that the key's column stores, or put the entity into another group.");

    public static ArgumentException NotFirstDay(DateOnly day, PeriodLength length)
        => new($"{day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)} is not the first day of a {length.ToString().ToLowerInvariant()}. "
            + "Pass the day on which the first period begins, such as new DateOnly(2024, 1, 1).");

    public static InvalidOperationException PeriodsTwice(string call)
        => new($"{call} was called when that was said already. Call From, one of Cycle and Periods, and perhaps Before, each once.");

    public static InvalidOperationException NoPeriods()
        => new("The periods are incomplete. Say where they begin and which shards have them: From(new DateOnly(2024, 1, 1)).Cycle(\"s0\", \"s1\").");

    public static InvalidOperationException TooManyPeriods()
        => new("The periods go on after the year 9999, where the calendar ends. Name fewer.");

    public static ShardKeyException BeforeFirstPeriod(string first)
        => new($"The shard key lies before the first period that has a shard, {first}. Begin earlier with From(...), or name a shard with Before(...).");

    public static ShardKeyException AfterLastPeriod(string last)
        => new($"The shard key lies after the last period that has a shard, {last}. Add a shard for the next period at the end of Periods(...) and call "
            + "context.Sharding().WriteMap(), or let the shards take turns with Cycle(...).");

    public static ShardKeyException NoTime(ShardKeyKind key)
        => new($"The shard key is of kind {key}, but the group has periods of time. Use a DateTime, DateTimeOffset or DateOnly that the database stores as such, "
            + "or put the entity into another group.");

    public static ArgumentException ListedTwice(string key)
        => new($"The key '{key}' is listed twice. Give each key one shard.");

    public static InvalidOperationException OtherwiseTwice()
        => new("Otherwise was called twice. Name one shard for the keys that no list has.");

    public static InvalidOperationException NoLists()
        => new("A strategy without lists can place no key. Call Shard(...) or Otherwise(...) at least once.");

    public static ShardKeyException InNoList()
        => new("The shard key is in no list, and no shard was named for the rest. Add it to a shard with Shard(...), or name a shard with Otherwise(...).");

    public static ShardKeyException UnknownCustomShard()
        => new("The function of a custom strategy returned no shard, or one that is not among the strategy's shards. Return one of the names that were given with it.");
}
