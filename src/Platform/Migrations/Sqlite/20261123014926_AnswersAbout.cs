using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Monipolku.Platform.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class AnswersAbout : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "PersonId",
                table: "platform_idempotent_answers",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Right",
                table: "platform_idempotent_answers",
                type: "TEXT",
                maxLength: 40,
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "PersonId",
                table: "platform_idempotent_answers");

            migrationBuilder.DropColumn(
                name: "Right",
                table: "platform_idempotent_answers");
        }
    }
}
