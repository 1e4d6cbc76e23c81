using EfShard.Differential.Tests.Answers;
using EfShard.Differential.Tests.Databases;
using EfShard.Differential.Tests.Model;

namespace EfShard.Differential.Tests.OnceWrong;

/// <summary>A query that once had wrong rows.</summary>
/// <param name="Name">What went wrong.</param>
/// <param name="Layout">Where its rows live.</param>
/// <param name="World">The rows.</param>
/// <param name="AskAsync">The query.</param>
internal sealed record WrongQuery(string Name, Layout Layout, World World, Func<TrackerContext, Task<Lines>> AskAsync);
