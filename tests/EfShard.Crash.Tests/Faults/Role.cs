namespace EfShard.Crash.Tests.Faults;

/// <summary>Which of three servers a fault happens to.</summary>
public enum Role
{
    Decider,
    FirstOther,
    SecondOther,
}
