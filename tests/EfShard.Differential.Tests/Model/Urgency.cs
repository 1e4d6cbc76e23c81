namespace EfShard.Differential.Tests.Model;

public enum Urgency
{
    Low,
    High,
    Critical,
}
