using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Monipolku.Consents.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class ProhibitionForms : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.RenameColumn(
                name: "ConsentId",
                table: "consents_scans",
                newName: "DocumentId");

            migrationBuilder.RenameIndex(
                name: "IX_consents_scans_ConsentId",
                table: "consents_scans",
                newName: "IX_consents_scans_DocumentId");

            migrationBuilder.RenameColumn(
                name: "ConsentId",
                table: "consents_scan_chunks",
                newName: "DocumentId");

            migrationBuilder.RenameIndex(
                name: "IX_consents_scan_chunks_ConsentId",
                table: "consents_scan_chunks",
                newName: "IX_consents_scan_chunks_DocumentId");

            migrationBuilder.AddColumn<string>(
                name: "Form",
                table: "consents_prohibitions",
                type: "TEXT",
                maxLength: 40,
                nullable: false,
                defaultValue: "Oral");

            migrationBuilder.AddColumn<string>(
                name: "InformationTextVersion",
                table: "consents_prohibitions",
                type: "TEXT",
                maxLength: 20,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Language",
                table: "consents_prohibitions",
                type: "TEXT",
                maxLength: 2,
                nullable: false,
                defaultValue: "fi");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "Form",
                table: "consents_prohibitions");

            migrationBuilder.DropColumn(
                name: "InformationTextVersion",
                table: "consents_prohibitions");

            migrationBuilder.DropColumn(
                name: "Language",
                table: "consents_prohibitions");

            migrationBuilder.RenameColumn(
                name: "DocumentId",
                table: "consents_scans",
                newName: "ConsentId");

            migrationBuilder.RenameIndex(
                name: "IX_consents_scans_DocumentId",
                table: "consents_scans",
                newName: "IX_consents_scans_ConsentId");

            migrationBuilder.RenameColumn(
                name: "DocumentId",
                table: "consents_scan_chunks",
                newName: "ConsentId");

            migrationBuilder.RenameIndex(
                name: "IX_consents_scan_chunks_DocumentId",
                table: "consents_scan_chunks",
                newName: "IX_consents_scan_chunks_ConsentId");
        }
    }
}
