using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Execution;

/// <summary>Catches the statements that EF Core prepares while a query is only shown (<c>ToShardPlanString</c>), not run.</summary>
internal sealed class PlanProbe
{
    private static readonly AsyncLocal<PlanProbe?> Ambient = new();

    public static PlanProbe? Current
    {
        get => Ambient.Value;
        set => Ambient.Value = value;
    }

    public List<(StatementTemplate Template, RelationalCommandParameterObject Parameters)> Statements { get; } = [];

    public void Add(StatementTemplate template, RelationalCommandParameterObject parameters) => Statements.Add((template, parameters));
}
