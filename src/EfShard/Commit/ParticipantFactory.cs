using System.Data.Common;
using EfShard.Topology;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Commit;

/// <summary>Has EF Core's connections make their transactions as <see cref="ShardParticipant" />s.</summary>
internal sealed class ParticipantFactory(RelationalTransactionFactoryDependencies dependencies) : IRelationalTransactionFactory
{
    public RelationalTransaction Create(
        IRelationalConnection connection,
        DbTransaction transaction,
        Guid transactionId,
        IDiagnosticsLogger<DbLoggerCategory.Database.Transaction> logger,
        bool transactionOwned)
        => new ShardParticipant(
            connection, transaction, transactionId, logger, transactionOwned, dependencies.SqlGenerationHelper,
            connection.Context.GetService<IShardConnections>().Topology.Time);
}
