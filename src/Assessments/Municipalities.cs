using System.Text;

namespace Monipolku.Assessments;

/// <summary>
/// Finland's municipalities by their Finnish and Swedish names, for telling that a text says where somebody is from. A name that is missing here, or one of
/// a village, is not found.
/// </summary>
internal static class Municipalities
{
    private const string Finnish = """
        Akaa Alajärvi Alavieska Alavus Asikkala Askola Aura Brändö Eckerö Enonkoski Enontekiö Espoo Eura Eurajoki Evijärvi Finström Forssa Föglö Geta
        Haapajärvi Haapavesi Hailuoto Halsua Hamina Hammarland Hankasalmi Hanko Harjavalta Hartola Hattula Hausjärvi Heinola Heinävesi Helsinki Hirvensalmi
        Hollola Huittinen Humppila Hyrynsalmi Hyvinkää Hämeenkyrö Hämeenlinna Ii Iisalmi Iitti Ikaalinen Ilmajoki Ilomantsi Imatra Inari Inkoo Isojoki Isokyrö
        Janakkala Joensuu Jokioinen Jomala Joroinen Joutsa Juuka Juupajoki Juva Jyväskylä Jämijärvi Jämsä Järvenpää Kaarina Kaavi Kajaani Kalajoki Kangasala
        Kangasniemi Kankaanpää Kannonkoski Kannus Karijoki Karkkila Karstula Karvia Kaskinen Kauhajoki Kauhava Kauniainen Kaustinen Keitele Kemi Kemijärvi
        Keminmaa Kemiönsaari Kempele Kerava Keuruu Kihniö Kinnula Kirkkonummi Kitee Kittilä Kiuruvesi Kivijärvi Kokemäki Kokkola Kolari Konnevesi Kontiolahti
        Korsnäs Koski Kotka Kouvola Kristiinankaupunki Kruunupyy Kuhmo Kuhmoinen Kumlinge Kuopio Kuortane Kurikka Kustavi Kuusamo Kyyjärvi Kärkölä Kärsämäki
        Kökar Lahti Laihia Laitila Lapinjärvi Lapinlahti Lappajärvi Lappeenranta Lapua Laukaa Lemi Lemland Lempäälä Leppävirta Lestijärvi Lieksa Lieto Liminka
        Liperi Lohja Loimaa Loppi Loviisa Luhanka Lumijoki Lumparland Luoto Luumäki Maalahti Maarianhamina Marttila Masku Merijärvi Merikarvia Miehikkälä
        Mikkeli Muhos Multia Muonio Mustasaari Muurame Mynämäki Myrskylä Mäntsälä Mäntyharju Naantali Nakkila Nivala Nokia Nousiainen Nurmes Nurmijärvi Närpiö
        Orimattila Oripää Orivesi Oulainen Oulu Outokumpu Padasjoki Paimio Paltamo Parainen Parikkala Parkano Pedersöre Pelkosenniemi Pello Perho Pertunmaa
        Petäjävesi Pieksämäki Pielavesi Pietarsaari Pihtipudas Pirkkala Polvijärvi Pomarkku Pori Pornainen Porvoo Posio Pudasjärvi Pukkila Punkalaidun
        Puolanka Puumala Pyhtää Pyhäjoki Pyhäjärvi Pyhäntä Pyhäranta Pälkäne Pöytyä Raahe Raasepori Raisio Rantasalmi Ranua Rauma Rautalampi Rautavaara
        Rautjärvi Reisjärvi Riihimäki Ristijärvi Rovaniemi Ruokolahti Ruovesi Rusko Rääkkylä Saarijärvi Salla Salo Saltvik Sastamala Sauvo Savitaipale
        Savonlinna Savukoski Seinäjoki Sievi Siikainen Siikajoki Siikalatva Siilinjärvi Simo Sipoo Siuntio Sodankylä Soini Somero Sonkajärvi Sotkamo Sottunga
        Sulkava Sund Suomussalmi Suonenjoki Sysmä Säkylä Taipalsaari Taivalkoski Taivassalo Tammela Tampere Tervo Tervola Teuva Tohmajärvi Toholampi Toivakka
        Tornio Turku Tuusniemi Tuusula Tyrnävä Ulvila Urjala Utajärvi Utsjoki Uurainen Uusikaarlepyy Uusikaupunki Vaala Vaasa Valkeakoski Vantaa Varkaus
        Vehmaa Vesanto Vesilahti Veteli Vieremä Vihti Viitasaari Vimpeli Virolahti Virrat Vårdö Vöyri Ylitornio Ylivieska Ylöjärvi Ypäjä Ähtäri Äänekoski
        """;

    private const string Swedish = """
        Björneborg Borgå Esbo Fredrikshamn Grankulla Hangö Helsingfors Hyvinge Ingå Jakobstad Karleby Kaskö Kervo Kimitoön Kristinestad Kronoby Kyrkslätt
        Larsmo Lojo Lovisa Malax Mariehamn Nykarleby Nystad Nådendal Närpes Pargas Raseborg Reso Sibbo Sjundeå Tammerfors Tavastehus Torneå Träskända Uleåborg
        Vanda Vasa Vörå Åbo
        """;

    /// <summary>By their first letters, without marks, as <see cref="AnonymousText"/> folds a word.</summary>
    private static readonly ILookup<string, string> Stems = (Finnish + " " + Swedish).Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries)
        .Select(name => string.Concat(name.ToLowerInvariant().Normalize(NormalizationForm.FormD).Where(char.IsLetter)))
        .SelectMany(StemsOf).Distinct(StringComparer.Ordinal).ToLookup(stem => stem[..2], StringComparer.Ordinal);

    /// <param name="word">Folded.</param>
    public static bool Names(string word, IReadOnlyCollection<string> endings) =>
        word.Length > 1 && Stems[word[..2]].Any(stem => word.StartsWith(stem, StringComparison.Ordinal) && (word.Length == stem.Length || endings.Contains(word[stem.Length..])));

    /// <summary>What endings are put to: Helsinki Helsingi-, Lahti Lahde-, Kaustinen Kaustise-, Turku Turu-.</summary>
    private static IEnumerable<string> StemsOf(string name)
    {
        yield return name;
        if (name.EndsWith("nen", StringComparison.Ordinal)) yield return name[..^3] + "s";
        if (name.EndsWith("nen", StringComparison.Ordinal)) yield return name[..^3] + "se";
        if (name.EndsWith("nki", StringComparison.Ordinal)) yield return name[..^2] + "gi";
        if (name.EndsWith("ki", StringComparison.Ordinal) || name.EndsWith("ku", StringComparison.Ordinal)) yield return name[..^2] + name[^1];
        if (name.EndsWith("hti", StringComparison.Ordinal)) yield return name[..^2] + "de";
        if (name.EndsWith("joki", StringComparison.Ordinal)) yield return name[..^2] + "e";
        if (name.EndsWith("vesi", StringComparison.Ordinal)) yield return name[..^2] + "de";
        if (name.EndsWith("niemi", StringComparison.Ordinal) || name.EndsWith("salmi", StringComparison.Ordinal) || name.EndsWith("jarvi", StringComparison.Ordinal)) yield return name[..^1] + "e";
        if (name.Length > 4 && name[^2] == name[^3] && "kpt".Contains(name[^2], StringComparison.Ordinal)) yield return name[..^2] + name[^1];
        if (name.EndsWith("la", StringComparison.Ordinal) || name.EndsWith("nta", StringComparison.Ordinal)) yield return name[..^1];
        if (name.EndsWith("ere", StringComparison.Ordinal)) yield return name + "e";
    }
}
