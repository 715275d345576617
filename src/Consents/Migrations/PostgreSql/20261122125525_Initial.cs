using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Monipolku.Consents.Migrations.PostgreSql
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "consents_consents",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    PersonId = table.Column<Guid>(type: "uuid", nullable: false),
                    MatterId = table.Column<Guid>(type: "uuid", nullable: false),
                    Kind = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Direction = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    Classes = table.Column<string>(type: "text", nullable: false),
                    RecipientUnits = table.Column<string>(type: "text", nullable: false),
                    ValidFrom = table.Column<DateOnly>(type: "date", nullable: false),
                    ValidTo = table.Column<DateOnly>(type: "date", nullable: true),
                    PurposeSecret = table.Column<string>(type: "text", nullable: false),
                    GivenBy = table.Column<string>(type: "text", nullable: false),
                    Competence = table.Column<string>(type: "text", nullable: true),
                    Form = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Language = table.Column<string>(type: "character varying(2)", maxLength: 2, nullable: false),
                    InformationTextVersion = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    SignedOn = table.Column<DateOnly>(type: "date", nullable: false),
                    ReceivedBy = table.Column<Guid>(type: "uuid", nullable: false),
                    UnitId = table.Column<Guid>(type: "uuid", nullable: false),
                    GivenAt = table.Column<long>(type: "bigint", nullable: false),
                    ReplacesId = table.Column<Guid>(type: "uuid", nullable: true),
                    Status = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    EndedAt = table.Column<long>(type: "bigint", nullable: true),
                    Withdrawal = table.Column<string>(type: "text", nullable: true),
                    Version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_consents_consents", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "consents_one_joint_work_in_force",
                table: "consents_consents",
                column: "PersonId",
                unique: true,
                filter: "\"Status\" = 'Active' AND \"Kind\" = 'JointWork'");

            migrationBuilder.CreateIndex(
                name: "consents_one_permission_in_force",
                table: "consents_consents",
                columns: new[] { "PersonId", "Direction" },
                unique: true,
                filter: "\"Status\" = 'Active' AND \"Kind\" = 'DisclosurePermission'");

            migrationBuilder.CreateIndex(
                name: "IX_consents_consents_PersonId_Id",
                table: "consents_consents",
                columns: new[] { "PersonId", "Id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "consents_consents");
        }
    }
}
