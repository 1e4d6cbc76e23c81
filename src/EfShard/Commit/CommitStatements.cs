using System.Data.Common;

namespace EfShard.Commit;

/// <summary>Makes the plain commands of the protocol: interceptors of the application's statements do not see them.</summary>
internal static class CommitStatements
{
    public static DbCommand Statement(this DbConnection connection, string sql, DbTransaction? transaction = null)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Transaction = transaction;
        return command;
    }

    public static DbCommand With(this DbCommand command, string name, object value)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.Value = value;
        command.Parameters.Add(parameter);
        return command;
    }

    public static async Task RunAsync(this DbCommand command, CancellationToken cancellationToken)
    {
        await using (command.ConfigureAwait(false))
        {
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public static void Run(this DbCommand command)
    {
        using (command)
        {
            command.ExecuteNonQuery();
        }
    }
}
