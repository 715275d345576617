using System.ComponentModel.DataAnnotations;

namespace Monipolku.Access.Contracts;

/// <summary>A subject, or a client_id that becomes one, is not the name under which the audit log knows this service itself.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SubjectAttribute() : ValidationAttribute("The field {0} must not be a subject that stands for the service itself.")
{
    /// <summary>Who sends what the service sends by itself.</summary>
    public const string Delivery = "delivery";

    /// <summary>In any case and with any space around it: people read the log too.</summary>
    public override bool IsValid(object? value) => value is not string subject || !string.Equals(subject.Trim(), Delivery, StringComparison.OrdinalIgnoreCase);
}
