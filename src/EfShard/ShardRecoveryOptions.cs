namespace EfShard;

/// <summary>How the hosted service of <c>services.AddShardRecovery&lt;TContext&gt;()</c> works.</summary>
public sealed class ShardRecoveryOptions
{
    /// <summary>The time between two rounds, more or less a quarter. Default: 30 seconds.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How old a commit must be before the connection of its coordinator is ended, should it neither go on nor die. Default: 1 minute.</summary>
    public TimeSpan GracePeriod { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>From which age on a transaction in doubt is logged as an error. Default: 5 minutes.</summary>
    public TimeSpan AlarmAge { get; set; } = TimeSpan.FromMinutes(5);
}
