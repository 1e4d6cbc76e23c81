using System.Globalization;
using System.Text;

namespace BlogApp.Sample;

/// <summary>Titles and Markdown bodies for the sample's posts.</summary>
internal static class SampleText
{
    private static readonly string[] Titles =
    [
        "What {0} taught us", "Living with {0}", "{0}, one year later", "A field guide to {0}", "We were wrong about {0}",
        "Small steps towards {0}", "The case for {0}", "Notes on {0}", "Measuring {0}", "{0} without tears", "Five questions about {0}",
        "How we think about {0}", "The hidden cost of {0}", "{0} for the impatient",
    ];

    private static readonly string[] Openings =
    [
        "Last month we looked at {0} again, and found that most of what we believed was a year out of date.",
        "Everybody has an opinion about {0}. We had three, and they did not agree.",
        "It began with a question in the hallway: why is {0} so hard to get right?",
        "This is the story of {0}, told from the side that usually stays quiet.",
        "If you only change one thing about {0}, change the {1}.",
    ];

    private static readonly string[] Middles =
    [
        "The {1} is where the time goes. We measured it before and after, on the same machine, and kept the numbers that we did not like as well.",
        "A good {1} is boring: it does the same thing every day, and tells you when it could not.",
        "Our first attempt made the {1} clever. The second made it *small*, and that is the one that stayed.",
        "We asked four teams how they treat the {1}. All four had written the same workaround.",
        "None of this needs a new tool. It needs a **named owner** for the {1}, and an hour a week.",
    ];

    private static readonly string[] Lists =
    [
        "- Start with the {1}, not with {0} as a whole.\n- Count {2} before you count anything else.\n- Throw away what nobody reads.",
        "1. Write down what you expect.\n2. Change the {1}.\n3. Compare {2}, and keep the loser's numbers too.",
        "> Nobody ever complained that the {1} was too simple.",
        "```text\nbefore   {3,6} {2}\nafter    {4,6} {2}\n```",
    ];

    private static readonly string[] Endings =
    [
        "That is all. If your {1} looks different, tell me: I collect them.",
        "Next time: what happens to {0} when the {1} fails.",
        "We will look at the {2} again in spring.",
        "The numbers are from one project, so take them as a question rather than an answer.",
    ];

    public static string Title(SampleRandom random, SampleTopic topic)
    {
        var title = string.Format(CultureInfo.InvariantCulture, random.Pick(Titles), topic.Subject);
        return char.ToUpperInvariant(title[0]) + title[1..];
    }

    public static string Body(SampleRandom random, SampleTopic topic)
    {
        var body = new StringBuilder();
        Append(body, random, topic, Openings);
        Append(body, random, topic, Middles);
        body.Append("## The ").Append(topic.Part).Append("\n\n");
        Append(body, random, topic, Lists);
        Append(body, random, topic, Middles);
        Append(body, random, topic, Endings);
        return body.ToString();
    }

    private static void Append(StringBuilder body, SampleRandom random, SampleTopic topic, string[] choices)
        => body
            .AppendFormat(
                CultureInfo.InvariantCulture,
                random.Pick(choices),
                topic.Subject,
                topic.Part,
                topic.Measure,
                200 + random.Next(800),
                20 + random.Next(180))
            .Append("\n\n");
}
