using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Monipolku.Consents.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Scope : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "ServiceTasks",
                table: "consents_prohibitions",
                type: "TEXT",
                nullable: false,
                defaultValue: "[]");

            migrationBuilder.AddColumn<DateOnly>(
                name: "DataFrom",
                table: "consents_consents",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<DateOnly>(
                name: "DataTo",
                table: "consents_consents",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Oral",
                table: "consents_consents",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "ServiceTasks",
                table: "consents_consents",
                type: "TEXT",
                nullable: false,
                defaultValue: "[]");

            migrationBuilder.CreateIndex(
                name: "consents_bases_in_force",
                table: "consents_statutory_bases",
                columns: new[] { "PersonId", "ValidTo" },
                filter: "\"EndedAt\" IS NULL");

            migrationBuilder.CreateIndex(
                name: "consents_prohibitions_in_force",
                table: "consents_prohibitions",
                column: "PersonId",
                filter: "\"WithdrawnAt\" IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_consents_consents_PersonId_Status_Kind_Direction",
                table: "consents_consents",
                columns: new[] { "PersonId", "Status", "Kind", "Direction" });

            migrationBuilder.CreateIndex(
                name: "IX_consents_consents_ReplacesId",
                table: "consents_consents",
                column: "ReplacesId",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "consents_bases_in_force",
                table: "consents_statutory_bases");

            migrationBuilder.DropIndex(
                name: "consents_prohibitions_in_force",
                table: "consents_prohibitions");

            migrationBuilder.DropIndex(
                name: "IX_consents_consents_PersonId_Status_Kind_Direction",
                table: "consents_consents");

            migrationBuilder.DropIndex(
                name: "IX_consents_consents_ReplacesId",
                table: "consents_consents");

            migrationBuilder.DropColumn(
                name: "ServiceTasks",
                table: "consents_prohibitions");

            migrationBuilder.DropColumn(
                name: "DataFrom",
                table: "consents_consents");

            migrationBuilder.DropColumn(
                name: "DataTo",
                table: "consents_consents");

            migrationBuilder.DropColumn(
                name: "Oral",
                table: "consents_consents");

            migrationBuilder.DropColumn(
                name: "ServiceTasks",
                table: "consents_consents");
        }
    }
}
