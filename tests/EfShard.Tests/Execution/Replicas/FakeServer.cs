using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using EfShard.Providers;
using EfShard.Topology;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Tests.Execution.Replicas;

/// <summary>A server whose connections do what a test says when they are opened, and go no further.</summary>
internal sealed class FakeServer(Action open) : ReplicationDialect
{
    private int _opened;

    /// <summary>How often somebody has begun to open a connection.</summary>
    public int Opened => Volatile.Read(ref _opened);

    public override PromotionDialect Promotion => throw new NotSupportedException();

    public override string ObserveSql => "";

    public override string ReadOnlySql => "";

    public DbConnection Connect() => new Connection(this);

    public override ServerObservation Read(DbDataReader row) => throw new NotSupportedException();

    public override object PhysicalOf(DbConnection open) => throw new NotSupportedException();

    public override Func<DbConnection> Opener(IRelationalConnection connection, ShardEndpoint endpoint) => throw new NotSupportedException();

    public override void OnUnreplicated(DbConnection connection, Action told) => throw new NotSupportedException();

    public override ServerFailure Classify(Exception exception) => ServerFailure.None;

    private void Open()
    {
        Interlocked.Increment(ref _opened);
        open();
    }

    private sealed class Connection(FakeServer server) : DbConnection
    {
        [AllowNull]
        public override string ConnectionString { get; set; } = "";

        public override string Database => "";

        public override string DataSource => "";

        public override string ServerVersion => "";

        public override ConnectionState State => ConnectionState.Closed;

        public override void Open() => server.Open();

        public override void Close()
        {
        }

        public override void ChangeDatabase(string databaseName) => throw new NotSupportedException();

        protected override DbTransaction BeginDbTransaction(IsolationLevel isolationLevel) => throw new NotSupportedException();

        protected override DbCommand CreateDbCommand() => throw new NotSupportedException();
    }
}
