using System.Runtime.InteropServices;

namespace EfShard.Crash.Tests.Model;

/// <summary>Visits every state that can be reached, and looks for one that must not be.</summary>
internal sealed class Exploration
{
    private readonly Dictionary<World, (World From, string Step)> _visited = [];
    private readonly Dictionary<World, List<World>> _before = [];
    private readonly Protocol _protocol;

    public Exploration(Rules rules)
    {
        _protocol = new Protocol(rules);
        Fault = Explore();
    }

    /// <summary>How many states can be reached.</summary>
    public int States => _visited.Count;

    /// <summary>What can go wrong, with the shortest way there; <see langword="null" /> if nothing can.</summary>
    public string? Fault { get; }

    private string? Explore()
    {
        var open = new Queue<World>();
        var start = default(World);
        _visited[start] = (start, "begin");
        open.Enqueue(start);
        while (open.TryDequeue(out var world))
        {
            if (FaultOf(world) is { } fault)
            {
                return $"{fault}: {string.Join("; ", WayTo(world))}";
            }

            var steps = _protocol.Steps(world).ToList();
            foreach (var (_, next) in steps)
            {
                (CollectionsMarshal.GetValueRefOrAddDefault(_before, next, out _) ??= []).Add(world);
            }

            foreach (var (step, next) in steps.Concat(_protocol.Faults(world)))
            {
                if (_visited.TryAdd(next, (world, step)))
                {
                    open.Enqueue(next);
                }
            }
        }

        // From everywhere there is a way, without further faults, to where nothing is left.
        var ending = new HashSet<World>(_visited.Keys.Where(IsFinished));
        open = new Queue<World>(ending);
        while (open.TryDequeue(out var world))
        {
            foreach (var earlier in _before.GetValueOrDefault(world, []))
            {
                if (ending.Add(earlier))
                {
                    open.Enqueue(earlier);
                }
            }
        }

        foreach (var world in _visited.Keys)
        {
            if (!ending.Contains(world))
            {
                return $"It never ends: {string.Join("; ", WayTo(world))}";
            }
        }

        return null;
    }

    private static string? FaultOf(World w)
    {
        Part[] parts = [w.Decider, w.First.Part, w.Second.Part];
        return parts.Contains(Part.Committed) && parts.Contains(Part.RolledBack) ? "Half is committed"
            : w.Told is Told.Committed && w.Decider is not Part.Committed ? "It was told as committed, and is not"
            : w.Told is Told.RolledBack && w.Decider is Part.Committed ? "It was told as rolled back, and is committed"
            : null;
    }

    /// <summary>Nothing is open, in doubt or recorded.</summary>
    private static bool IsFinished(World w)
        => !w.Record && new[] { w.Decider, w.First.Part, w.Second.Part }.All(part => part is Part.Committed or Part.RolledBack);

    private List<string> WayTo(World world)
    {
        var way = new List<string>();
        for (var at = world; at != default; at = _visited[at].From)
        {
            way.Insert(0, _visited[at].Step);
        }

        return way;
    }
}
