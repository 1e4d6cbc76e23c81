#if EFCORE9
namespace EfShard.Providers;

/// <summary>MySQL and MariaDB through Pomelo.</summary>
internal sealed class MySqlDialect : DatabaseDialect
{
    public override bool IsBlocking => false;
}
#endif
