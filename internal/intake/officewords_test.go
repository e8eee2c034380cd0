package intake_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/redsail/redsail/geo/codec"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/intake"
)

// TestOfficeCounts: numbers as offices write them, and what is none of them is told and not guessed.
func TestOfficeCounts(t *testing.T) {
	w := newStaffed(t)
	for text, want := range map[string]int64{
		`"1,036"`: 1036, "300户": 300, "300 户": 300, "六层": 6, "十二层": 12, "三十": 30, "二十四": 24, "333.000": 333, "１２": 12, "18㎡": 18, "18平方米": 18, "0": 0,
		"约300": -1, "300多": -1, `"1,03"`: -1, "六六": -1, "3.5": -1, "十十": -1, "层": -1, "300人户": -1, `"1,036,5"`: -1, "9007199254740993": -1,
	} {
		r := w.attributes("grid", "编码,户数\nG1,"+text+"\n")
		if want < 0 {
			if got := joinReasons(r); len(got) != 1 || got[0] != "2 户数 bad_count" {
				t.Errorf("%s: %q", text, got)
			}
			continue
		}
		if got := w.area("grid", "G1").Households; len(r.Rejected) > 0 || got == nil || *got != want {
			t.Errorf("%s: %v %v, want %d", text, r.Rejected, got, want)
		}
	}
}

// TestOfficeNothing: 无, 暂无, 不详 leave what is there, but as an attribute they are what is meant.
func TestOfficeNothing(t *testing.T) {
	w := newStaffed(t)
	w.attributes("grid", "编码,户数,别名\nG1,7,老一\n")
	r := w.attributes("grid", "编码,户数,别名,class.电梯\nG1,不详,无,无\nG2,暂无,--,\n")
	if len(r.Rejected) > 0 {
		t.Errorf("%+v", r.Rejected)
	}
	if got := w.area("grid", "G1"); *got.Households != 7 || got.Class[city.ClassAlias] != "老一" || got.Class["电梯"] != "无" {
		t.Errorf("%+v", got.Area)
	}
	if got := w.area("grid", "G2"); got.Class != nil || got.Households != nil {
		t.Errorf("%+v", got.Area)
	}
}

// TestOfficeSignatures: the signatures below a table are no rows of it, and a thing with a colon in it is one.
func TestOfficeSignatures(t *testing.T) {
	w := newStaffed(t)
	r := w.attributes("grid", "编码,户数,备注\nG1,7,\n审核人：张某,填表人：李某,填表日期：2026.10\n填表日期：2026.10,,\n单位（盖章）：,,\n")
	if r.Read != 1 || !slices.Equal(r.Notes, []int{3, 4, 5}) {
		t.Errorf("read %d, notes %v, %+v", r.Read, r.Notes, r.Rejected)
	}
	if r := w.attributes("grid", "编码,户数,备注\n审核人,7,注：无\n"); r.Read != 1 {
		t.Errorf("a row with a number in it: %+v", r)
	}
}

// TestOfficeHeadings: what national surveys and street offices call code, name, address and population.
func TestOfficeHeadings(t *testing.T) {
	for heading, want := range map[string]string{"XZQDM": "code", "XZQMC": "name", "常住人口数": "population"} {
		if got := intake.ColumnOf(intake.TableAttributes, heading); got != want {
			t.Errorf("%s is %q, want %q", heading, got, want)
		}
	}
	if got := intake.ColumnOf(intake.TablePlace, "驿站地址"); got != "address" {
		t.Errorf("驿站地址 is %q", got)
	}
	w := newStaffed(t)
	r := w.load("community", feature(box(4, 0, 4, 4), "XZQDM", `"C7"`, "XZQMC", `"七社区"`))
	if got := w.area("community", "C7"); got.Names.Zh != "七社区" || r.Assigned != 0 {
		t.Errorf("%+v", got.Area)
	}
}

// TestHeadingsInAnotherSheet: where the first sheet has no headings, the error names those with rows.
func TestHeadingsInAnotherSheet(t *testing.T) {
	w := newStaffed(t)
	book := w.write("xlsx", sheetsOf(t, codec.TextSheet{Name: "说明", Rows: [][]string{{"请看下一页"}}}, codec.TextSheet{Name: "小区底数", Rows: [][]string{{"编码", "户数"}, {"G1", "3"}}}))
	_, err := intake.ImportAttributes(t.Context(), w.store, book, intake.AttributeOptions{Layer: "grid"})
	if city.CodeOf(err) != "unknown_field" || !strings.Contains(fmt.Sprint(err), "小区底数") {
		t.Errorf("%v", err)
	}
}

// TestOfficeGridNames: grids by their number in figures or characters, with or without the community in front; two that
// may be meant are told.
func TestOfficeGridNames(t *testing.T) {
	w := newStaffed(t)
	w.load("community", feature(box(4, 0, 4, 4), "code", `"C7"`, "name", `"夹河村"`), feature(box(8, 0, 4, 4), "code", `"C8"`, "name", `"黄楼社区"`))
	w.load("grid", feature(box(4, 0, 2, 4), "code", `"G71"`, "name", `"夹河村第一网格"`), feature(box(6, 0, 2, 4), "code", `"G712"`, "name", `"夹河村第十二网格"`),
		feature(box(8, 0, 4, 4), "code", `"G81"`, "name", `"黄楼第1网格"`))
	for row, want := range map[string]string{
		"夹河村,第1网格": "G71", "夹河村,一网格": "G71", "夹河村,1号网格": "G71", ",夹河村第1网格": "G71", "夹河村,第12网格": "G712", "黄楼社区,第一网格": "G81",
		",黄楼社区第一网格": "G81", "夹河村,第2网格": "unknown_area", ",第12网格": "G712", ",第1网格": "ambiguous_area", "夹河村,一二网格": "unknown_area",
	} {
		r := w.attributes("grid", "所属社区,网格名称,人口\n"+row+",5\n", func(o *intake.AttributeOptions) {
			o.DryRun = true
			o.Check = func(_ context.Context, c *city.Change) error {
				if len(c.Entries) != 1 || c.Entries[0].Key.Code != want {
					t.Errorf("%s: %v, want %s", row, c.Entries, want)
				}
				return nil
			}
		})
		if len(r.Rejected) > 0 && r.Rejected[0].Reason != want {
			t.Errorf("%s: %+v, want %s", row, r.Rejected, want)
		}
	}
}
