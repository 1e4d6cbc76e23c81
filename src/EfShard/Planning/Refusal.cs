namespace EfShard.Planning;

/// <summary>Why a statement can't be answered over several shards. A value that is carried along: it matters only if several shards are asked.</summary>
/// <param name="Part">The part of the statement.</param>
/// <param name="Reason">Why that part needs rows of several shards at once.</param>
/// <param name="WayOut">What the user can do.</param>
internal sealed record Refusal(string Part, string Reason, string WayOut)
{
    public override string ToString() => $"{Part}: {Reason} {WayOut}";
}
