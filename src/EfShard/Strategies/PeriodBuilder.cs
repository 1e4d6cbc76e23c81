namespace EfShard.Strategies;

/// <summary>
///     Builds a strategy by months, quarters or years: the first period, then the shards, either in turns for ever (<see cref="Cycle" />) or
///     one a period (<see cref="Periods" />).
/// </summary>
public sealed class PeriodBuilder
{
    private readonly PeriodLength _length;
    private int? _first;
    private bool _isCycle;
    private string[]? _shards;
    private string? _before;

    internal PeriodBuilder(PeriodLength length) => _length = length;

    /// <summary>Names the first period.</summary>
    /// <param name="firstDay">The first day of a month, quarter (January, April, July, October) or year, in UTC.</param>
    /// <exception cref="ArgumentException">No period of this length begins on that day.</exception>
    /// <exception cref="InvalidOperationException">The first period was named before.</exception>
    public PeriodBuilder From(DateOnly firstDay)
    {
        var period = PeriodCalendar.PeriodOf(_length, firstDay.ToDateTime(TimeOnly.MinValue));
        _first = _first is not null ? throw StrategyErrors.PeriodsTwice(nameof(From))
            : PeriodCalendar.StartOf(_length, period) != firstDay ? throw StrategyErrors.NotFirstDay(firstDay, _length)
            : period;
        return this;
    }

    /// <summary>Gives the periods to shards in turns, without an end: the first period to the first shard, and after the last shard the first again.</summary>
    /// <param name="shards">The names of the shards, in their order; the order is part of the map.</param>
    /// <exception cref="ArgumentException">No name, or an empty one.</exception>
    /// <exception cref="InvalidOperationException">The shards were named before.</exception>
    public PeriodBuilder Cycle(params string[] shards) => Set(nameof(Cycle), shards, isCycle: true);

    /// <summary>
    ///     Gives each period a shard of its own. A key after the last period is refused; add a name for each further period in time, then call
    ///     <c>context.Sharding().WriteMap()</c>: periods added at the end move nothing.
    /// </summary>
    /// <param name="shards">The names of the shards, one a period; a shard may have several periods.</param>
    /// <exception cref="ArgumentException">No name, or an empty one.</exception>
    /// <exception cref="InvalidOperationException">The shards were named before.</exception>
    public PeriodBuilder Periods(params string[] shards) => Set(nameof(Periods), shards, isCycle: false);

    /// <summary>Names the shard of all keys before the first period, and of keys without a value. Without it, keys before the first period are refused.</summary>
    /// <param name="shard">The name of the shard.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    /// <exception cref="InvalidOperationException">It was named before.</exception>
    public PeriodBuilder Before(string shard)
    {
        _before = _before is null ? ShardNames.Checked(shard) : throw StrategyErrors.PeriodsTwice(nameof(Before));
        return this;
    }

    /// <exception cref="InvalidOperationException">The first period or the shards are missing, or there are more periods than the calendar has.</exception>
    internal PeriodStrategy Build()
    {
        if (_first is not { } first || _shards is null)
        {
            throw StrategyErrors.NoPeriods();
        }

        var last = PeriodCalendar.PeriodOf(_length, DateTime.MaxValue);
        return !_isCycle && first + _shards.Length - 1 > last
            ? throw StrategyErrors.TooManyPeriods()
            : new PeriodStrategy(_length, first, _shards, _isCycle, _before);
    }

    private PeriodBuilder Set(string call, string[] shards, bool isCycle)
    {
        ArgumentNullException.ThrowIfNull(shards);
        if (_shards is not null)
        {
            throw StrategyErrors.PeriodsTwice(call);
        }

        _shards = shards.Length == 0 ? throw StrategyErrors.NoShards() : Array.ConvertAll(shards, ShardNames.Checked);
        _isCycle = isCycle;
        return this;
    }
}
