using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Monipolku.Consents.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class NotesOwnClasses : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // What was forbidden of a sector's part of an assessment was forbidden of its notes too: they had no class of their own.
            // Permissions are left alone: their forms never said so.
            migrationBuilder.Sql("""
                UPDATE consents_prohibitions SET "Classes" =
                    replace(replace("Classes", '"socialAssessmentPart"', '"socialAssessmentPart","clientNarrative"'), '"healthAssessmentPart"', '"healthAssessmentPart","patientNotes"')
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("""
                UPDATE consents_prohibitions SET "Classes" = replace(replace("Classes", ',"clientNarrative"', ''), ',"patientNotes"', '')
                """);
        }
    }
}
