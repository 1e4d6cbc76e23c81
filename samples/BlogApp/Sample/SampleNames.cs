using System.Globalization;

namespace BlogApp.Sample;

/// <summary>Names for the sample's users: 2,000 different ones, and numbered beyond.</summary>
internal static class SampleNames
{
    private const int Stride = 7_919; // a prime, so that neighbours differ in both names and none repeats before all were used

    private static readonly string[] First =
    [
        "Ada", "Alan", "Amara", "Anders", "Anita", "Barbara", "Bjarne", "Carlos", "Chen", "Dana", "Dennis", "Donald", "Edsger", "Elena", "Emeka",
        "Fatima", "Frances", "Grace", "Hana", "Hedy", "Ivan", "Jin", "Joan", "Jonas", "Kateryna", "Ken", "Kofi", "Lars", "Leila", "Lin", "Maja",
        "Margaret", "Mei", "Mirko", "Nadia", "Niklaus", "Nora", "Omar", "Paula", "Priya", "Radia", "Rosa", "Sanjay", "Sofia", "Tariq", "Tim",
        "Tove", "Vera", "Yuki", "Zoe",
    ];

    private static readonly string[] Last =
    [
        "Abbasi", "Adeyemi", "Andersen", "Bauer", "Bernard", "Castillo", "Chaudhry", "Costa", "Dubois", "Eriksen", "Fischer", "Garcia", "Haddad",
        "Hansen", "Hopper", "Ibrahim", "Ito", "Ivanova", "Jansen", "Kaya", "Keller", "Kim", "Kovacs", "Larsen", "Li", "Liskov", "Mbeki", "Moreau",
        "Nakamura", "Novak", "Okafor", "Olsen", "Patel", "Perlman", "Rossi", "Sato", "Silva", "Tanaka", "Virtanen", "Weber",
    ];

    public static string For(int index)
    {
        var all = First.Length * Last.Length;
        var place = (int)((long)index * Stride % all);
        var name = $"{First[place % First.Length]} {Last[place / First.Length]}";
        return index < all ? name : string.Create(CultureInfo.InvariantCulture, $"{name} {(index / all) + 1}");
    }
}
