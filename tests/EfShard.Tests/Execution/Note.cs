namespace EfShard.Tests.Execution;

public class Note
{
    public long Id { get; set; }

    public long OwnerId { get; set; }

    public string Text { get; set; } = "";
}
