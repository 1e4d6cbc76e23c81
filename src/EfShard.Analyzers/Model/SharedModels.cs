using System.Threading;
using Microsoft.CodeAnalysis;

namespace EfShard.Analyzers.Model;

/// <summary>
///     The models of a compilation, read when first asked for, and once: who asks meanwhile waits, because reading binds every configuring method. Reading that was
///     cancelled is begun anew.
/// </summary>
internal sealed class SharedModels
{
    private readonly object _lock = new();
    private readonly Compilation _compilation;
    private readonly CancellationToken _cancellationToken;
    private ShardingModels? _value;

    public SharedModels(Compilation compilation, CancellationToken cancellationToken) => (_compilation, _cancellationToken) = (compilation, cancellationToken);

    public ShardingModels Value
    {
        get
        {
            if (Volatile.Read(ref _value) is { } known)
            {
                return known;
            }

            lock (_lock)
            {
                return _value ??= new ShardingModels(ModelSource.Read(_compilation, _cancellationToken));
            }
        }
    }
}
