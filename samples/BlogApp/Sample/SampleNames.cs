using System.Globalization;

namespace BlogApp.Sample;

/// <summary>Names for the sample's users: 10,000 different ones, and numbered beyond.</summary>
internal static class SampleNames
{
    private const int Stride = 7_919; // a prime, so that neighbours differ in both names and none repeats before all were used

    private static readonly string[] First =
    [
        "Ada", "Aisha", "Alan", "Amara", "Anders", "Anita", "Arjun", "Astrid", "Barbara", "Bjarne", "Bruno", "Carlos", "Celia", "Chen", "Chidi",
        "Dana", "Dennis", "Diego", "Donald", "Edsger", "Elena", "Elif", "Emeka", "Emil", "Esra", "Fatima", "Felix", "Frances", "Frida", "Gabriel",
        "Grace", "Greta", "Hana", "Hassan", "Hedy", "Hugo", "Ines", "Ingrid", "Ivan", "Jamal", "Jin", "Joan", "Jonas", "Julia", "Kaito", "Kateryna",
        "Ken", "Kofi", "Lars", "Laura", "Leila", "Lin", "Luca", "Lucia", "Maja", "Malik", "Margaret", "Marta", "Mateo", "Mei", "Mila", "Mirko",
        "Nadia", "Nils", "Niklaus", "Noor", "Nora", "Olga", "Omar", "Oscar", "Paula", "Pavel", "Petra", "Priya", "Quinn", "Radia", "Rafael", "Rania",
        "Rosa", "Ruth", "Samir", "Sanjay", "Sara", "Selma", "Simon", "Sofia", "Stefan", "Tariq", "Teresa", "Tim", "Tove", "Uma", "Vera", "Viktor",
        "Wanda", "Yara", "Yuki", "Yusuf", "Zara", "Zoe",
    ];

    private static readonly string[] Last =
    [
        "Abbasi", "Acosta", "Adeyemi", "Ahmed", "Andersen", "Arai", "Bakker", "Banerjee", "Bauer", "Becker", "Bernard", "Berg", "Bianchi", "Castillo",
        "Chandra", "Chaudhry", "Cohen", "Costa", "Dahl", "Delgado", "Demir", "Diaz", "Dubois", "Eriksen", "Farah", "Ferrari", "Fischer", "Fontaine",
        "Garcia", "Gruber", "Gupta", "Haddad", "Hahn", "Hansen", "Hoffman", "Hopper", "Horvat", "Ibrahim", "Ito", "Ivanova", "Jansen", "Jensen",
        "Joshi", "Kaya", "Keller", "Khan", "Kim", "Kovacs", "Kowalski", "Kruger", "Larsen", "Lee", "Lehtonen", "Li", "Lindgren", "Liskov", "Lopez",
        "Maier", "Marino", "Mbeki", "Mensah", "Moreau", "Moreno", "Nakamura", "Nguyen", "Nielsen", "Novak", "Nowak", "Okafor", "Olsen", "Ortega",
        "Osei", "Pappas", "Patel", "Perlman", "Petrov", "Popescu", "Quispe", "Ramos", "Rao", "Rossi", "Sato", "Schmid", "Shah", "Silva", "Singh",
        "Sokolov", "Suzuki", "Tanaka", "Toth", "Tran", "Vargas", "Virtanen", "Vogel", "Wang", "Weber", "Wolf", "Yamada", "Yilmaz", "Zhang",
    ];

    /// <summary>The name of the user with an id from 1.</summary>
    public static string Of(long id) => For((int)(id - 1));

    public static string For(int index)
    {
        var all = First.Length * Last.Length;
        var place = (int)((long)index * Stride % all);
        var name = $"{First[place % First.Length]} {Last[place / First.Length]}";
        return index < all ? name : string.Create(CultureInfo.InvariantCulture, $"{name} {(index / all) + 1}");
    }
}
