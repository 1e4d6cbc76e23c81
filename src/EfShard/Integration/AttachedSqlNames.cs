using System.Text;
using EfShard.Providers;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Integration;

/// <summary>The provider's own, but tables are named with the schema that is asked for (<see cref="TableSchema" />), if one is: the provider knows none.</summary>
internal sealed class AttachedSqlNames(ISqlGenerationHelper inner) : ISqlGenerationHelper
{
    public string StatementTerminator => inner.StatementTerminator;

    public string BatchTerminator => inner.BatchTerminator;

    public string StartTransactionStatement => inner.StartTransactionStatement;

    public string CommitTransactionStatement => inner.CommitTransactionStatement;

    public string SingleLineCommentToken => inner.SingleLineCommentToken;

    public string DelimitIdentifier(string name, string? schema)
        => TableSchema.Current is { } attached
            ? $"{inner.DelimitIdentifier(attached)}.{inner.DelimitIdentifier(name)}"
            : inner.DelimitIdentifier(name, schema);

    public void DelimitIdentifier(StringBuilder builder, string name, string? schema)
    {
        if (TableSchema.Current is { } attached)
        {
            inner.DelimitIdentifier(builder, attached);
            builder.Append('.');
            inner.DelimitIdentifier(builder, name);
        }
        else
        {
            inner.DelimitIdentifier(builder, name, schema);
        }
    }

    public string DelimitIdentifier(string identifier) => inner.DelimitIdentifier(identifier);

    public void DelimitIdentifier(StringBuilder builder, string identifier) => inner.DelimitIdentifier(builder, identifier);

    public string GenerateParameterName(string name) => inner.GenerateParameterName(name);

    public void GenerateParameterName(StringBuilder builder, string name) => inner.GenerateParameterName(builder, name);

    public string GenerateParameterNamePlaceholder(string name) => inner.GenerateParameterNamePlaceholder(name);

    public void GenerateParameterNamePlaceholder(StringBuilder builder, string name) => inner.GenerateParameterNamePlaceholder(builder, name);

    public string DelimitJsonPathElement(string pathElement) => inner.DelimitJsonPathElement(pathElement);

    public string GenerateComment(string text) => inner.GenerateComment(text);

    public string GenerateCreateSavepointStatement(string name) => inner.GenerateCreateSavepointStatement(name);

    public string GenerateRollbackToSavepointStatement(string name) => inner.GenerateRollbackToSavepointStatement(name);

    public string GenerateReleaseSavepointStatement(string name) => inner.GenerateReleaseSavepointStatement(name);
}
