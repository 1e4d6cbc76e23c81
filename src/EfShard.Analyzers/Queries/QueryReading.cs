using System.Collections.Generic;
using System.Linq;
using EfShard.Analyzers.Model;
using Microsoft.CodeAnalysis;

namespace EfShard.Analyzers.Queries;

/// <summary>What was read of one query of the source, for the rules to judge.</summary>
internal sealed class QueryReading
{
    public QueryReading(IOperation root) => Root = root;

    /// <summary>The whole query.</summary>
    public IOperation Root { get; }

    public Facts Facts { get; } = new();

    public List<Source> Sources { get; } = [];

    public List<JoinSite> Joins { get; } = [];

    public List<SkipSite> Skips { get; } = [];

    public List<SqlSite> RawSql { get; } = [];

    /// <summary>The sets that the query starts from.</summary>
    public ValueList<Source> Spine { get; set; } = [];

    public Terminal Terminal { get; set; }

    /// <summary>The call that runs it; null for a loop, or if nothing runs it.</summary>
    public SyntaxNode? TerminalSyntax { get; set; }

    /// <summary>Whether <c>AllShards()</c> says that asking all is meant.</summary>
    public bool AsksAllShards { get; set; }

    /// <summary>Whether <c>GatherTables</c> names what SQL of the application reads.</summary>
    public bool NamesTables { get; set; }

    /// <summary>Whether <c>OnShard</c> or <c>UseShard</c> names the one shard that is asked.</summary>
    public bool IsOnOneShard { get; set; }

    public bool IsPinned(Source source) => IsOnOneShard || Facts.IsPinned(source, Sources);

    /// <summary>Whether conditions that can't be seen may limit what a source gives.</summary>
    public bool IsOpaque(Source source) => source.IsOpaque;

    /// <summary>The first sets that the query starts from whose shard key nothing limits.</summary>
    public IEnumerable<Source> AskingAll()
        => Spine.Where(source => source.Entity.IsSharded && !IsOpaque(source) && !IsPinned(source));

    /// <summary>The two ends of a join that live apart; null if all of it is, or may be, together.</summary>
    public (Source Left, Source Right)? ApartOf(JoinSite join)
    {
        var left = join.Left.Where(CanBeApart).ToList();
        var right = join.Right.Where(CanBeApart).ToList();
        if (IsOnOneShard || left.Count == 0 || right.Count == 0 || join.Left.Concat(join.Right).Any(s => s.Placement.Residence is Residence.Unknown))
        {
            return null;
        }

        foreach (var source in right)
        {
            if (!left.Any(other => Facts.AreTogether(other, source, Sources) || AreBothUnreadable(other, source)))
            {
                return (left[0], source);
            }
        }

        return null;
    }

    private static bool CanBeApart(Source source) => source.Placement.Residence is Residence.Sharded or Residence.Unsharded;

    private static bool AreBothUnreadable(Source left, Source right)
        => (left.Entity.IsSharded && left.Placement.Group is null) || (right.Entity.IsSharded && right.Placement.Group is null);
}
