namespace BlogApp.Features.Api;

/// <summary>A user.</summary>
public sealed record ApiUser(long Id, string Name, DateTime JoinedAt, int Posts, int Follows, int Followers);
