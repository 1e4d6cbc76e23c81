using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Providers.Moving;

/// <summary>A column's value, as a parameter.</summary>
/// <param name="Column">The column.</param>
/// <param name="Parameter">The parameter's name.</param>
/// <param name="Value">The value, as the model has it.</param>
/// <param name="Mapping">Makes the parameter.</param>
/// <param name="IsNullable">Whether the column may be null.</param>
internal sealed record MoveValue(string Column, string Parameter, object? Value, RelationalTypeMapping Mapping, bool IsNullable);
