using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;

namespace Monipolku.Identity.Accounts;

/// <summary>What a password must be (NIST SP 800-63B 5.1.1: long, not common, no rules of composition), and how it is kept.</summary>
internal sealed class Passwords
{
    public const int Shortest = 12;
    public const int Longest = 256;

    // Without 0/O, 1/l/I: an initial password is read aloud and typed.
    private const string InitialCharacters = "abcdefghijkmnpqrstuvwxyz23456789";

    // Of 12 characters and more, as the lists of leaked passwords have them; in lower case. Shorter ones are refused anyway.
    private static readonly HashSet<string> Common = new(StringComparer.Ordinal)
    {
        "123456789012", "1234567890123", "12345678901234", "1234567890123456", "0123456789012", "012345678901", "098765432109", "111111111111",
        "000000000000", "121212121212", "123123123123", "123412341234", "112233445566", "147258369147", "123456123456", "123456654321",
        "abcdefghijkl", "abcdefghijklm", "abcdefghijklmnop", "abcd1234abcd", "abc123abc123", "aaaaaaaaaaaa", "a1b2c3d4e5f6", "1q2w3e4r5t6y",
        "1qaz2wsx3edc", "1q2w3e4r5t6y7u", "qazwsxedcrfv", "qwertyuiopas", "qwertyuiopasdf", "qwerty123456", "qwertyqwerty", "qwertyuiop12",
        "qwertyuiop123", "asdfghjklqwerty", "asdfghjkl123", "zxcvbnmasdfghjkl", "password1234", "password12345", "password123456", "passwordpassword",
        "mypassword123", "password2024", "password2025", "password2026", "letmeinplease", "iloveyou1234", "iloveyouforever", "welcome12345",
        "welcome123456", "administrator", "administrator1", "adminadminadmin", "changeme1234", "changemenow1", "trustno1trustno1", "superman1234",
        "football1234", "liverpool123", "unbelievable", "manchesterunited", "correcthorsebatterystaple", "correct horse battery staple",
        "salasana1234", "salasana12345", "salasana123456", "salasanasalasana", "salasana2024", "salasana2025", "salasana2026", "vaihdasalasana",
        "qwertyuiopå", "perkeleperkele", "tervetuloa123", "rakastansinua", "kissakissakissa", "jumalauta123", "hyvinvointialue", "monipolku123",
        "monipolkumonipolku", "losenord1234", "lösenord1234", "lösenordlösenord", "välkommen123", "hejhejhejhej", "sosiaalityöntekijä", "sairaanhoitaja",
    };

    private readonly IPasswordHasher<Account> _hasher;

    /// <summary>Checked for a username that nobody has, so that the answer takes as long.</summary>
    private readonly string _nobodys;

    public Passwords(IPasswordHasher<Account> hasher)
    {
        _hasher = hasher;
        _nobodys = Hash(NewInitial());
    }

    public string Hash(string password) => _hasher.HashPassword(null!, password);

    /// <param name="account">Null for an unknown username: the same work, and the answer is no.</param>
    public PasswordVerificationResult Verify(Account? account, string password)
    {
        var result = _hasher.VerifyHashedPassword(null!, account?.PasswordHash ?? _nobodys, password);
        return account is null ? PasswordVerificationResult.Failed : result;
    }

    /// <summary>A random password of 80 bits in groups of four, to be changed at first use.</summary>
    public static string NewInitial() =>
        string.Join('-', RandomNumberGenerator.GetString(InitialCharacters, 16).Chunk(4).Select(group => new string(group)));

    /// <summary>Key of the text that says what is wrong; null when it will do.</summary>
    public static string? WhatIsWrong(string password, string username)
    {
        if (password.EnumerateRunes().Count() < Shortest) return "password.tooShort";
        if (password.Length > Longest) return "password.tooLong";
        var lower = password.ToLowerInvariant();
        if (Common.Contains(lower) || lower.Distinct().Count() < 4) return "password.common";
        return lower.Contains(username, StringComparison.Ordinal) ? "password.containsUsername" : null;
    }
}
