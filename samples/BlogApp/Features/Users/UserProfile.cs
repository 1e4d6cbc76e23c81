using BlogApp.Data;
using BlogApp.Model;

namespace BlogApp.Features.Users;

/// <summary>What a user's page shows beside the posts.</summary>
/// <param name="User">The user.</param>
/// <param name="Followed">Some of those whom the user follows.</param>
/// <param name="FollowedCount">How many the user follows.</param>
/// <param name="FollowerCount">How many follow the user.</param>
/// <param name="Reader">Who looks at the page and may follow; null in a blog without a reader.</param>
/// <param name="ReaderFollows">Whether the reader follows the user.</param>
public sealed record UserProfile(User User, IReadOnlyList<User> Followed, int FollowedCount, int FollowerCount, User? Reader, bool ReaderFollows);
