using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace EfShard.Tests.Queries.Paging;

/// <summary>Does something before commands of a step of a page run: what others may do between two steps.</summary>
/// <param name="step">What such a command contains.</param>
/// <param name="act">Called before each command of the step.</param>
internal sealed class Between(string step, Func<Task> act) : DbCommandInterceptor
{
    /// <summary>The columns that the commands of the steps have, and no others.</summary>
    public const string Samples = "__rank";

    public const string Keys = "__p0";

    public const string Rows = "__count";

    public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        if (command.CommandText.Contains(step, StringComparison.Ordinal))
        {
            await act();
        }

        return result;
    }
}
