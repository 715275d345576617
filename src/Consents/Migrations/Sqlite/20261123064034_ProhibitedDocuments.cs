using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Monipolku.Consents.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class ProhibitedDocuments : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Documents",
                table: "consents_prohibitions",
                type: "TEXT",
                nullable: false,
                defaultValue: "[]");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "Documents",
                table: "consents_prohibitions");
        }
    }
}
