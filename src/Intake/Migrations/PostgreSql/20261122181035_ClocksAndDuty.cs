using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Monipolku.Intake.Migrations.PostgreSql
{
    /// <inheritdoc />
    public partial class ClocksAndDuty : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AlterColumn<string>(
                name: "Clocks",
                table: "intake_matters",
                type: "character varying(4000)",
                maxLength: 4000,
                nullable: false,
                oldClrType: typeof(string),
                oldType: "character varying(1000)",
                oldMaxLength: 1000);

            migrationBuilder.AddColumn<DateOnly>(
                name: "IdleOn",
                table: "intake_matters",
                type: "date",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Implementation",
                table: "intake_matters",
                type: "character varying(200)",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<DateOnly>(
                name: "NextAlertOn",
                table: "intake_matters",
                type: "date",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "RulesVersion",
                table: "intake_matters",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.CreateTable(
                name: "intake_alerts",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Key = table.Column<string>(type: "character varying(120)", maxLength: 120, nullable: false),
                    Kind = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    MatterId = table.Column<Guid>(type: "uuid", nullable: true),
                    PersonId = table.Column<Guid>(type: "uuid", nullable: true),
                    Clock = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    Force = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    DueOn = table.Column<DateOnly>(type: "date", nullable: true),
                    UnitId = table.Column<Guid>(type: "uuid", nullable: false),
                    StaffId = table.Column<Guid>(type: "uuid", nullable: true),
                    ForManager = table.Column<bool>(type: "boolean", nullable: false),
                    RaisedAt = table.Column<long>(type: "bigint", nullable: false),
                    AcknowledgedBy = table.Column<Guid>(type: "uuid", nullable: true),
                    AcknowledgedAt = table.Column<long>(type: "bigint", nullable: true),
                    Version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_intake_alerts", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "intake_clock_changes",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    MatterId = table.Column<Guid>(type: "uuid", nullable: false),
                    Clock = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    OldDueOn = table.Column<DateOnly>(type: "date", nullable: false),
                    NewDueOn = table.Column<DateOnly>(type: "date", nullable: false),
                    Why = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false),
                    At = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_intake_clock_changes", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "intake_county_rules",
                columns: table => new
                {
                    Id = table.Column<int>(type: "integer", nullable: false),
                    Holidays = table.Column<string>(type: "text", nullable: false),
                    Sets = table.Column<string>(type: "text", nullable: false),
                    Changes = table.Column<string>(type: "text", nullable: false),
                    WatchedUntil = table.Column<long>(type: "bigint", nullable: false),
                    Version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_intake_county_rules", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "intake_duty_weeks",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    UnitId = table.Column<Guid>(type: "uuid", nullable: false),
                    StartsOn = table.Column<DateOnly>(type: "date", nullable: false),
                    WorkerId = table.Column<Guid>(type: "uuid", nullable: false),
                    Substitutes = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: false),
                    Version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_intake_duty_weeks", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "intake_hand_overs",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    DutyWeekId = table.Column<Guid>(type: "uuid", nullable: false),
                    MatterId = table.Column<Guid>(type: "uuid", nullable: false),
                    FromId = table.Column<Guid>(type: "uuid", nullable: true),
                    ToId = table.Column<Guid>(type: "uuid", nullable: false),
                    NoteSecret = table.Column<string>(type: "character varying(6000)", maxLength: 6000, nullable: true),
                    By = table.Column<Guid>(type: "uuid", nullable: false),
                    At = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_intake_hand_overs", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "intake_talk_slots",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    UnitId = table.Column<Guid>(type: "uuid", nullable: false),
                    StaffId = table.Column<Guid>(type: "uuid", nullable: false),
                    StartsAt = table.Column<long>(type: "bigint", nullable: false),
                    Minutes = table.Column<int>(type: "integer", nullable: false),
                    Place = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    MatterId = table.Column<Guid>(type: "uuid", nullable: true),
                    PersonId = table.Column<Guid>(type: "uuid", nullable: true),
                    BookedBy = table.Column<Guid>(type: "uuid", nullable: true),
                    Version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_intake_talk_slots", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "intake_talk_quarters",
                columns: table => new
                {
                    StaffId = table.Column<Guid>(type: "uuid", nullable: false),
                    StartsAt = table.Column<long>(type: "bigint", nullable: false),
                    SlotId = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_intake_talk_quarters", x => new { x.StaffId, x.StartsAt });
                    table.ForeignKey(
                        name: "FK_intake_talk_quarters_intake_talk_slots_SlotId",
                        column: x => x.SlotId,
                        principalTable: "intake_talk_slots",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.InsertData(
                table: "intake_county_rules",
                columns: new[] { "Id", "Changes", "Holidays", "Sets", "Version", "WatchedUntil" },
                values: new object[] { 1, "[]", "[]", "[]", 1, -62135596800000L });

            migrationBuilder.CreateIndex(
                name: "IX_intake_matters_IdleOn_Id",
                table: "intake_matters",
                columns: new[] { "IdleOn", "Id" },
                filter: "\"IdleOn\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_intake_matters_NextAlertOn_Id",
                table: "intake_matters",
                columns: new[] { "NextAlertOn", "Id" },
                filter: "\"NextAlertOn\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_intake_matters_RulesVersion_Id",
                table: "intake_matters",
                columns: new[] { "RulesVersion", "Id" },
                filter: "\"NextDueOn\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_intake_alerts_Key",
                table: "intake_alerts",
                column: "Key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_intake_alerts_MatterId",
                table: "intake_alerts",
                column: "MatterId");

            migrationBuilder.CreateIndex(
                name: "IX_intake_alerts_UnitId_Id",
                table: "intake_alerts",
                columns: new[] { "UnitId", "Id" },
                filter: "\"AcknowledgedAt\" IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_intake_clock_changes_MatterId_Id",
                table: "intake_clock_changes",
                columns: new[] { "MatterId", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_intake_duty_weeks_UnitId_StartsOn",
                table: "intake_duty_weeks",
                columns: new[] { "UnitId", "StartsOn" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_intake_hand_overs_DutyWeekId_Id",
                table: "intake_hand_overs",
                columns: new[] { "DutyWeekId", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_intake_hand_overs_MatterId",
                table: "intake_hand_overs",
                column: "MatterId");

            migrationBuilder.CreateIndex(
                name: "IX_intake_talk_quarters_SlotId",
                table: "intake_talk_quarters",
                column: "SlotId");

            migrationBuilder.CreateIndex(
                name: "IX_intake_talk_slots_MatterId",
                table: "intake_talk_slots",
                column: "MatterId");

            migrationBuilder.CreateIndex(
                name: "IX_intake_talk_slots_UnitId_StartsAt_Id",
                table: "intake_talk_slots",
                columns: new[] { "UnitId", "StartsAt", "Id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "intake_alerts");

            migrationBuilder.DropTable(
                name: "intake_clock_changes");

            migrationBuilder.DropTable(
                name: "intake_county_rules");

            migrationBuilder.DropTable(
                name: "intake_duty_weeks");

            migrationBuilder.DropTable(
                name: "intake_hand_overs");

            migrationBuilder.DropTable(
                name: "intake_talk_quarters");

            migrationBuilder.DropTable(
                name: "intake_talk_slots");

            migrationBuilder.DropIndex(
                name: "IX_intake_matters_IdleOn_Id",
                table: "intake_matters");

            migrationBuilder.DropIndex(
                name: "IX_intake_matters_NextAlertOn_Id",
                table: "intake_matters");

            migrationBuilder.DropIndex(
                name: "IX_intake_matters_RulesVersion_Id",
                table: "intake_matters");

            migrationBuilder.DropColumn(
                name: "IdleOn",
                table: "intake_matters");

            migrationBuilder.DropColumn(
                name: "Implementation",
                table: "intake_matters");

            migrationBuilder.DropColumn(
                name: "NextAlertOn",
                table: "intake_matters");

            migrationBuilder.DropColumn(
                name: "RulesVersion",
                table: "intake_matters");

            migrationBuilder.AlterColumn<string>(
                name: "Clocks",
                table: "intake_matters",
                type: "character varying(1000)",
                maxLength: 1000,
                nullable: false,
                oldClrType: typeof(string),
                oldType: "character varying(4000)",
                oldMaxLength: 4000);
        }
    }
}
