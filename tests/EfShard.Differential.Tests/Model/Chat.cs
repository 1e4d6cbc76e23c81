namespace EfShard.Differential.Tests.Model;

public sealed class Chat : Message
{
    public int Room { get; set; }
}
