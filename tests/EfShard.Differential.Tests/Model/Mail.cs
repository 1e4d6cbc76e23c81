namespace EfShard.Differential.Tests.Model;

public sealed class Mail : Message
{
    public string? Subject { get; set; }
}
