namespace EfShard.Tests.Model.Blog;

public enum Level
{
    Guest,
    Member,
    Editor,
    Admin,
}
