using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Monipolku.Intake.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Notifications : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "AboutUnborn",
                table: "intake_matters",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<Guid>(
                name: "JoinedInto",
                table: "intake_matters",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "MustTell",
                table: "intake_matters",
                type: "TEXT",
                maxLength: 1000,
                nullable: false,
                defaultValue: "[]");

            migrationBuilder.AddColumn<Guid>(
                name: "OpenFor",
                table: "intake_matters",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "UndoneDecisions",
                table: "intake_matters",
                type: "TEXT",
                nullable: false,
                defaultValue: "[]");

            migrationBuilder.AddColumn<int>(
                name: "NotificationCount",
                table: "intake_matters",
                type: "INTEGER",
                nullable: false,
                defaultValue: 1);

            migrationBuilder.AddColumn<string>(
                name: "Told",
                table: "intake_matters",
                type: "TEXT",
                maxLength: 20000,
                nullable: false,
                defaultValue: "[]");

            migrationBuilder.CreateTable(
                name: "intake_notifications",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    MatterId = table.Column<Guid>(type: "TEXT", nullable: false),
                    PersonId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Channel = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Variants = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    FiledAt = table.Column<long>(type: "INTEGER", nullable: false),
                    ArrivedOn = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    EnteredBy = table.Column<Guid>(type: "TEXT", nullable: true),
                    NotifierKind = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    NotifierCode = table.Column<string>(type: "TEXT", maxLength: 2, nullable: false),
                    ConfidentialityAsked = table.Column<bool>(type: "INTEGER", nullable: false),
                    NotifierSecret = table.Column<string>(type: "TEXT", maxLength: 20000, nullable: false),
                    ReasonCodes = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    SupportGrounds = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    DescriptionSecret = table.Column<string>(type: "TEXT", maxLength: 42000, nullable: false),
                    DetailsSecret = table.Column<string>(type: "TEXT", maxLength: 80000, nullable: true),
                    RowKey = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    RowFingerprint = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_intake_notifications", x => x.Id);
                    table.ForeignKey(
                        name: "FK_intake_notifications_intake_matters_MatterId",
                        column: x => x.MatterId,
                        principalTable: "intake_matters",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            // Each matter so far is its first notification, too. (What is encrypted stays as it is: its purpose is the same.)
            migrationBuilder.Sql("""
                INSERT INTO intake_notifications ("Id", "MatterId", "PersonId", "Kind", "Channel", "Variants", "FiledAt", "ArrivedOn", "NotifierKind", "NotifierCode",
                    "ConfidentialityAsked", "NotifierSecret", "ReasonCodes", "SupportGrounds", "DescriptionSecret")
                SELECT "Id", "Id", "PersonId", "Kind", 'ProfessionalForm', '[]', "ArrivedAt", "ArrivedOn", "NotifierKind", "NotifierCode",
                    "ConfidentialityAsked", "NotifierSecret", "ReasonCodes", "SupportGrounds", "DescriptionSecret" FROM intake_matters;
                """);

            // Of a person's open matters the first takes what comes next.
            migrationBuilder.Sql("""
                UPDATE intake_matters SET "OpenFor" = "PersonId" WHERE "Status" IN ('Arrived', 'Evaluated', 'InAssessment') AND NOT EXISTS (
                    SELECT 1 FROM intake_matters o WHERE o."PersonId" = intake_matters."PersonId" AND o."Status" IN ('Arrived', 'Evaluated', 'InAssessment')
                        AND o."Id" < intake_matters."Id");
                """);

            // SQLite drops a column by itself; the framework would build the whole table anew for it, outside the transaction.
            migrationBuilder.Sql("""ALTER TABLE intake_matters DROP COLUMN "NotifierKind" """);

            migrationBuilder.Sql("""ALTER TABLE intake_matters DROP COLUMN "NotifierCode" """);

            migrationBuilder.Sql("""ALTER TABLE intake_matters DROP COLUMN "ConfidentialityAsked" """);

            migrationBuilder.Sql("""ALTER TABLE intake_matters DROP COLUMN "NotifierSecret" """);

            migrationBuilder.Sql("""ALTER TABLE intake_matters DROP COLUMN "ReasonCodes" """);

            migrationBuilder.Sql("""ALTER TABLE intake_matters DROP COLUMN "DescriptionSecret" """);

            migrationBuilder.CreateIndex(
                name: "IX_intake_matters_JoinedInto",
                table: "intake_matters",
                column: "JoinedInto");

            migrationBuilder.CreateIndex(
                name: "IX_intake_matters_OpenFor_AboutUnborn",
                table: "intake_matters",
                columns: new[] { "OpenFor", "AboutUnborn" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_intake_notifications_MatterId_Id",
                table: "intake_notifications",
                columns: new[] { "MatterId", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_intake_notifications_PersonId_FiledAt",
                table: "intake_notifications",
                columns: new[] { "PersonId", "FiledAt" });

            migrationBuilder.CreateIndex(
                name: "IX_intake_notifications_RowKey",
                table: "intake_notifications",
                column: "RowKey",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(name: "NotifierKind", table: "intake_matters", type: "TEXT", maxLength: 40, nullable: false, defaultValue: "");

            migrationBuilder.AddColumn<string>(name: "NotifierCode", table: "intake_matters", type: "TEXT", maxLength: 2, nullable: false, defaultValue: "");

            migrationBuilder.AddColumn<bool>(name: "ConfidentialityAsked", table: "intake_matters", type: "INTEGER", nullable: false, defaultValue: false);

            migrationBuilder.AddColumn<string>(name: "NotifierSecret", table: "intake_matters", type: "TEXT", maxLength: 20000, nullable: false, defaultValue: "");

            migrationBuilder.AddColumn<string>(name: "ReasonCodes", table: "intake_matters", type: "TEXT", maxLength: 200, nullable: false, defaultValue: "[]");

            migrationBuilder.AddColumn<string>(name: "DescriptionSecret", table: "intake_matters", type: "TEXT", maxLength: 42000, nullable: false, defaultValue: "");

            // A matter keeps its first notification only.
            migrationBuilder.Sql("""
                UPDATE intake_matters SET "NotifierKind" = (SELECT n."NotifierKind" FROM intake_notifications n WHERE n."Id" = intake_matters."Id"), "NotifierCode" = (SELECT n."NotifierCode" FROM intake_notifications n WHERE n."Id" = intake_matters."Id"), "ConfidentialityAsked" = (SELECT n."ConfidentialityAsked" FROM intake_notifications n WHERE n."Id" = intake_matters."Id"), "NotifierSecret" = (SELECT n."NotifierSecret" FROM intake_notifications n WHERE n."Id" = intake_matters."Id"), "ReasonCodes" = (SELECT n."ReasonCodes" FROM intake_notifications n WHERE n."Id" = intake_matters."Id"), "DescriptionSecret" = (SELECT n."DescriptionSecret" FROM intake_notifications n WHERE n."Id" = intake_matters."Id")
                WHERE EXISTS (SELECT 1 FROM intake_notifications n WHERE n."Id" = intake_matters."Id");
                """);

            migrationBuilder.DropTable(
                name: "intake_notifications");

            migrationBuilder.DropIndex(
                name: "IX_intake_matters_JoinedInto",
                table: "intake_matters");

            migrationBuilder.DropIndex(
                name: "IX_intake_matters_OpenFor_AboutUnborn",
                table: "intake_matters");

            migrationBuilder.DropColumn(name: "AboutUnborn", table: "intake_matters");

            migrationBuilder.DropColumn(name: "JoinedInto", table: "intake_matters");

            migrationBuilder.DropColumn(name: "MustTell", table: "intake_matters");

            migrationBuilder.DropColumn(name: "NotificationCount", table: "intake_matters");

            migrationBuilder.DropColumn(name: "OpenFor", table: "intake_matters");

            migrationBuilder.DropColumn(name: "Told", table: "intake_matters");

            migrationBuilder.DropColumn(name: "UndoneDecisions", table: "intake_matters");
        }
    }
}
