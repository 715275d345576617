using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Monipolku.Consents.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class ProhibitedOnce : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "InForceKey",
                table: "consents_prohibitions",
                type: "TEXT",
                maxLength: 64,
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_consents_prohibitions_PersonId_InForceKey",
                table: "consents_prohibitions",
                columns: new[] { "PersonId", "InForceKey" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_consents_prohibitions_PersonId_InForceKey",
                table: "consents_prohibitions");

            migrationBuilder.DropColumn(
                name: "InForceKey",
                table: "consents_prohibitions");
        }
    }
}
