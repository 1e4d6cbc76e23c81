using System.Collections.Concurrent;
using System.Data.Common;
using System.Linq.Expressions;
using EfShard.Execution.Gathering;
using EfShard.Planning;
using EfShard.Planning.Broadcasting;
using EfShard.Providers;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Execution;

/// <summary>
///     What EF Core caches for a statement in place of the provider's command: the plan, and the provider's commands for its pieces, each
///     rendered when first needed. Shared by every context and every topology: it knows no shard and no value.
/// </summary>
internal sealed class StatementTemplate(ShardPlan plan, QueryDialect dialect, Func<Expression, IRelationalCommand> render) : IRelationalCommand
{
    private readonly ConcurrentDictionary<(LegPiece Piece, int ListLength, int Rows), IRelationalCommand> _legs = new();
    private readonly Func<Expression, IRelationalCommand> _render = render;
    private readonly ConcurrentDictionary<int, IRelationalCommand> _parts = new();
    private readonly ConcurrentDictionary<int, IRelationalCommand> _writes = new();
    private readonly QueryDialect _dialect = dialect;
    private ConcurrentDictionary<string, StatementTemplate>? _attached;
    private IRelationalCommand? _original;
    private IRelationalCommand? _final;
    private BroadcastTemplate? _broadcast;

    public ShardPlan Plan { get; } = plan;

    /// <summary>The statement as EF Core meant it.</summary>
    public IRelationalCommand Original => _original ??= _render(Plan.Original);

    /// <summary>What a gather runs over its temporary tables.</summary>
    public IRelationalCommand Final => _final ??= _render(Plan.Gather!.Value.Final);

    /// <summary>What a broadcast runs, where the statement can be answered by one.</summary>
    public BroadcastTemplate? Broadcast => _broadcast ?? (Plan.Broadcast?.Value is { } plan ? _broadcast = Create(plan) : null);

    public string CommandText => Original.CommandText;

    public string LogCommandText => EfCoreDifferences.LogTextOf(Original);

    public IReadOnlyList<IRelationalParameter> Parameters => Original.Parameters;

    /// <summary>What a leg runs.</summary>
    /// <param name="listLength">How many values of the plan's written-out list of shard keys the leg is given; zero if there is no such list.</param>
    /// <param name="piece">Which of its statements.</param>
    /// <param name="rows">How many rows <see cref="LegPiece.PageRows" /> fetches.</param>
    public IRelationalCommand GetLeg(int listLength, LegPiece piece = LegPiece.Statement, int rows = 0)
        => _legs.GetOrAdd(
            (piece, listLength, rows),
            static (leg, template) =>
            {
                var pushdown = template.Plan.Pushdown!;
                var statement = leg.Piece switch
                {
                    LegPiece.PageSamples => pushdown.Page!.Samples,
                    LegPiece.PageKeys => pushdown.Page!.Keys,
                    LegPiece.PageRows => pushdown.Page!.Rows(leg.Rows),
                    _ => pushdown.Statement,
                };
                return template._render(leg.ListLength == 0 ? statement : new ListShortener(pushdown.SplitLists, leg.ListLength).Visit(statement));
            },
            this);

    /// <summary>What the shards run for a part of a gather.</summary>
    /// <param name="number">The part's place in <see cref="Planning.Gathering.GatherPlan.Parts" />.</param>
    public IRelationalCommand GetPart(int number)
        => _parts.GetOrAdd(number, static (i, template) => template._render(template.Plan.Gather!.Value.Parts[i].Statement), this);

    /// <summary>What a shard runs to change so many rows by their keys.</summary>
    public IRelationalCommand GetWrite(int rows)
        => _writes.GetOrAdd(rows, static (count, template) => template._render(template.Plan.GatheredWrite!.Apply(count, template._dialect)), this);

    /// <summary>The same statement where its tables are in a schema: a shard's that is attached to a connection beside others.</summary>
    /// <exception cref="InvalidOperationException">A part of it is the application's own SQL, in which no schema can be written.</exception>
    public StatementTemplate In(string? schema)
        => schema is null ? this
            : Plan.AsksAll ? throw AttachErrors.RawSql("SQL that runs on all shards")
            : LazyInitializer.EnsureInitialized(ref _attached, static () => new ConcurrentDictionary<string, StatementTemplate>(StringComparer.Ordinal)).GetOrAdd(
                schema,
                static (name, template) => new StatementTemplate(
                    template.Plan, template._dialect,
                    expression => TableSchema.Write(name, (template, expression), static s => s.template._render(s.expression))),
                this);

    /// <summary>Renders a statement that is not kept.</summary>
    public IRelationalCommand Render(Expression statement) => _render(statement);

    /// <summary>EF Core asks for a command to show: <c>ToQueryString</c>. It is given the statement as it would run on one shard.</summary>
    public DbCommand CreateDbCommand(RelationalCommandParameterObject parameterObject, Guid commandId, DbCommandMethod commandMethod)
    {
        PlanProbe.Current?.Add(this, parameterObject);
        return Original.CreateDbCommand(Readable(parameterObject), commandId, commandMethod);
    }

    public void PopulateFrom(IRelationalCommandTemplate commandTemplate) => throw IsNoCommand();

    public int ExecuteNonQuery(RelationalCommandParameterObject parameterObject) => throw IsNoCommand();

    public Task<int> ExecuteNonQueryAsync(RelationalCommandParameterObject parameterObject, CancellationToken cancellationToken = default) => throw IsNoCommand();

    public object? ExecuteScalar(RelationalCommandParameterObject parameterObject) => throw IsNoCommand();

    public Task<object?> ExecuteScalarAsync(RelationalCommandParameterObject parameterObject, CancellationToken cancellationToken = default) => throw IsNoCommand();

    public RelationalDataReader ExecuteReader(RelationalCommandParameterObject parameterObject) => throw IsNoCommand();

    public Task<RelationalDataReader> ExecuteReaderAsync(RelationalCommandParameterObject parameterObject, CancellationToken cancellationToken = default) => throw IsNoCommand();

    private BroadcastTemplate Create(BroadcastPlan plan)
    {
        return new BroadcastTemplate([.. plan.Parts.Select(part => (part, Of(part.Plan)))], Of(plan.Rest), plan.IfMany is { } other ? Create(other) : null);

        StatementTemplate Of(ShardPlan step)
        {
            step.Consistency = Plan.Consistency;
            step.GatherPolicy = Plan.GatherPolicy;
            return new StatementTemplate(step, _dialect, _render);
        }
    }

    private static RelationalCommandParameterObject Readable(RelationalCommandParameterObject p)
        => p.Connection is IShowsCommands shows
            ? new(shows.ForShowing(), p.ParameterValues, p.ReaderColumns, p.Context, p.Logger, p.DetailedErrorsEnabled, p.CommandSource)
            : p;

    private static NotSupportedException IsNoCommand()
        => new("A sharded statement runs through a command rented from the context's connection; it can't be run by itself.");
}
