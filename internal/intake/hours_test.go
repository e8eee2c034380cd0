package intake_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/redsail/redsail/data"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/intake"
)

func span(from, to int) city.Span { return city.Span{From: from, To: to} }

// TestParseHours: what people write, in both languages, gives the same content.
func TestParseHours(t *testing.T) {
	office := &city.Hours{Week: []city.WeekRule{{Days: city.Workdays, Open: []city.Span{span(510, 1080)}}}}
	split := &city.Hours{Week: []city.WeekRule{
		{Days: city.Monday | city.Wednesday | city.Friday, Open: []city.Span{span(510, 720), span(840, 1080)}},
	}}
	night := []city.Span{span(1200, 1920)}
	whole := &city.Hours{
		Week: []city.WeekRule{
			{Days: city.Workdays, Open: []city.Span{span(510, 1080), night[0]}},
			{Days: city.Saturday, Open: []city.Span{span(540, 720), night[0]}},
			{Days: city.Sunday, Open: night},
			{Days: city.Holiday},
		},
		Month: []city.MonthRule{{Days: []int{5, 15, 25}, Open: []city.Span{span(540, 660), night[0]}}},
	}
	day := func(s string) city.Date { return *date(t, s) }
	for text, want := range map[string]*city.Hours{
		"周一至周五 08:30-18:00":              office,
		"Mon-Fri 8:30-18:00":             office,
		"周一到五08:30～18:00":                office,
		"工作日：０８：３０－18：00":                office,
		"weekdays 08:30-18:00;":          office,
		"周一、三、五 08:30-12:00,14:00-18:00": split,
		"周五 08:30-12:00；周一、周三、周五 14:00-18:00；周一和周三 08:30-12:00":                                                                                 split,
		"Monday, Wed, Fri 14:00-18:00, 08:30-12:00":                                                                                             split,
		"周一至周五 08:30-18:00; 周六 09:00-12:00; 每月5,15,25日 09:00-11:00; 20:00-08:00 夜班; 节假日休息":                                                      whole,
		"daily 20:00-next day 08:00 night shift\nMon-Fri 08:30-18:00; Sat 09:00-12:00; holidays off; monthly on the 5th, 15th,25th 09:00-11:00": whole,
		"周五至周一 24小时":     {Week: []city.WeekRule{{Days: city.Weekend | city.Friday | city.Monday, Open: []city.Span{span(0, 1440)}}}},
		"每月1-2日、31号 off": {Month: []city.MonthRule{{Days: []int{1, 2, 31}}}},
		"2026-10-01至2026-10-07 休息; 2026-12-24 9:00-12:00": {Dates: []city.DateRule{
			{From: day("2026-10-01"), To: day("2026-10-08")},
			{From: day("2026-12-24"), To: day("2026-12-25"), Open: []city.Span{span(540, 720)}},
		}},
		"08:00-次日08:00": {Week: []city.WeekRule{{Days: city.Workdays | city.Weekend | city.Holiday, Open: []city.Span{span(480, 1920)}}}},
	} {
		got, err := intake.ParseHours(text)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s:\n got %+v, %v\nwant %+v", text, got, err, want)
		}
	}
}

// TestParseUsualHours: what stands on doors.
func TestParseUsualHours(t *testing.T) {
	every := city.Workdays | city.Weekend | city.Holiday
	daily := func(open ...city.Span) *city.Hours {
		return &city.Hours{Week: []city.WeekRule{{Days: every, Open: open}}}
	}
	office := []city.Span{span(510, 720), span(840, 1050)}
	for text, want := range map[string]*city.Hours{
		"全天开放": daily(span(0, 1440)), "24小时开放": daily(span(0, 1440)), "全天24小时营业": daily(span(0, 1440)),
		"周一到周五9点-17点":                {Week: []city.WeekRule{{Days: city.Workdays, Open: []city.Span{span(540, 1020)}}}},
		"9点半至17时30分":                 daily(span(570, 1050)),
		"上午8:30-12:00，下午14:00-17:30": daily(office...), "上午8:30-12:00 下午2:00-5:30": daily(office...),
		"早上8点-晚上9点": daily(span(480, 1260)), "下午2点-上午8点": daily(span(840, 1920)), "晚上10:00-2:00": daily(span(1320, 1560)), "下午2:00-次日2:00": daily(span(840, 1560)),
		"9:00-21:00(节假日不休)":         daily(span(540, 1260)),
		"周一至周五9:00-21:00（节假日不休）":    {Week: []city.WeekRule{{Days: city.Workdays | city.Holiday, Open: []city.Span{span(540, 1260)}}}},
		"周一至周五 9:00-21:00（法定节假日除外）": {Week: []city.WeekRule{{Days: city.Workdays, Open: []city.Span{span(540, 1260)}}, {Days: city.Holiday}}},
		"全年无休 9:00-21:00":           daily(span(540, 1260)),
		"早8点-晚8点":                   daily(span(480, 1200)), "早8:00—晚8:00": daily(span(480, 1200)),
		"周一至周五 8:30-17:30，周末10:00-16:00":    {Week: []city.WeekRule{{Days: city.Workdays, Open: []city.Span{span(510, 1050)}}, {Days: city.Weekend, Open: []city.Span{span(600, 960)}}}},
		"周一至周五 8:30-12:00，14:00-17:30，周末休息": {Week: []city.WeekRule{{Days: city.Workdays, Open: office}, {Days: city.Weekend}}},
		"7×24小时": daily(span(0, 1440)), "7*24小时": daily(span(0, 1440)),
		"周一至周日8:00--20:00":           {Week: []city.WeekRule{{Days: city.Workdays | city.Weekend, Open: []city.Span{span(480, 1200)}}}},
		"8:30-17:30（周日休息）":           {Week: []city.WeekRule{{Days: every &^ city.Sunday, Open: []city.Span{span(510, 1050)}}, {Days: city.Sunday}}},
		"08:00-20:00 周一闭馆":           {Week: []city.WeekRule{{Days: city.Monday}, {Days: every &^ city.Monday, Open: []city.Span{span(480, 1200)}}}},
		"08:00-20:00（周一闭馆）":          {Week: []city.WeekRule{{Days: city.Monday}, {Days: every &^ city.Monday, Open: []city.Span{span(480, 1200)}}}},
		"每周二、四 9:00-11:00":           {Week: []city.WeekRule{{Days: city.Tuesday | city.Thursday, Open: []city.Span{span(540, 660)}}}},
		"周一 9:00-11:00，每周六 休息":       {Week: []city.WeekRule{{Days: city.Monday, Open: []city.Span{span(540, 660)}}, {Days: city.Saturday}}},
		"上午：8：30-11：30 下午：2：30-5：30": daily(span(510, 690), span(870, 1050)),
		"8:30-17:30（周日）":             nil, "每日周一 9:00-11:00": nil, "8:00-": nil, "8:00--": nil,
		"8:30-17:30（夏令时）": nil, "周一 8:30-17:30，张三": nil, "周一 8:30-17:30，周末": nil,
		"上午14:00-17:00": nil, "9:00-21:00(经理王小明)": nil, "9:00-21:00(节假日不休": nil, "周六9:00-12:00(周末除外)": nil, "晚上24:00-2:00": nil,
	} {
		got, err := intake.ParseHours(text)
		if want == nil && err == nil || want != nil && (err != nil || !reflect.DeepEqual(got, want)) {
			t.Errorf("%s:\n got %+v, %v\nwant %+v", text, got, err, want)
		}
	}
}

// TestParseHoursRefuses names the place of what is wrong, and never the text.
func TestParseHoursRefuses(t *testing.T) {
	for text, at := range map[string]int{
		"":                              0,
		"; ;":                           0,
		"王小明":                           1,
		"周一至周五":                         6,
		"周一至 08:30-18:00":               5,
		"周八 08:30-18:00":                1,
		"周一 25:00-26:00":                4,
		"周一 08:60-09:00":                4,
		"周一 8-18":                       4,
		"周一 08:30":                      9,
		"周一 08:30-18:00 王小明":            16,
		"周一 08:30-08:30":                4,
		"周一 08:30-次日09:00":              4,
		"周一 24:00-08:00":                4,
		"周一 08:00-12:00,11:00-13:00":    16,
		"周一 08:00-12:00;周一 11:00-13:00": 0,
		"周一 08:00-12:00;周一 休息":          16,
		"周一 休息 08:00-12:00":             7,
		"周一,周一 08:00-12:00":             4,
		"工作日至周日 08:00-12:00":            1,
		"每月32日 08:00-12:00":             3,
		"每月5,5日 08:00-12:00":            5,
		"每月 08:00-12:00":                4,
		"2026-02-30 休息":                 1,
		"2026-10-07至2026-10-01 休息":      22,
		"2026-10-01 休息;2026-10-01 休息":   0,
		"mondays 08:00-12:00":           1,
		"20:00-08:00; 周一 19:00-21:00":   0,
	} {
		_, err := intake.ParseHours(text)
		var wrong *intake.HoursError
		if !errors.As(err, &wrong) || wrong.Character != at {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// FuzzParseHours: whatever the text, hours that are given are those that a post may keep.
func FuzzParseHours(f *testing.F) {
	for _, text := range []string{"周一至周五 08:30-18:00; 节假日休息", "Mon-Fri 8:30-12:00,14:00-18:00", "每月5,15,25日 09:00-11:00", "2026-10-01至2026-10-07 休息", "20:00-次日08:00 夜班", "\xff周一"} {
		f.Add(text)
	}
	src, err := data.Scheme("default")
	if err != nil {
		f.Fatal(err)
	}
	scheme, err := city.ParseScheme(src)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		h, err := intake.ParseHours(text)
		if err != nil {
			var wrong *intake.HoursError
			if !errors.As(err, &wrong) {
				t.Fatalf("%q: %v", text, err)
			}
			return
		}
		post := &city.Post{Code: "p", Role: "grid_head", At: city.Seat{Kind: city.KindArea, Layer: "grid", Code: "g"}, Hours: h}
		if err := post.Check(scheme); err != nil {
			t.Fatalf("%q: %v", text, err)
		}
	})
}

// TestParseHoursOfSeasons: hours by season are refused with the cause and the way out, at the season; by dates they are read.
func TestParseHoursOfSeasons(t *testing.T) {
	for text, at := range map[string]int{"夏季 8:30-18:00；冬季 9:00-17:30": 1, "8:30-17:30（夏令时）": 12, "8:30-18:00(6月-9月)，冬令时9:00-17:00": 19, "summer 8:30-18:00": 1} {
		_, err := intake.ParseHours(text)
		var wrong *intake.HoursError
		if !errors.As(err, &wrong) || wrong.Character != at || !strings.Contains(wrong.Message, "hours by season are not kept") || !strings.Contains(wrong.Message, "2026-05-01至2026-09-30") {
			t.Errorf("%s: %v", text, err)
		}
	}
	if h, err := intake.ParseHours("9:00-17:30; 2026-05-01至2026-09-30 08:30-18:00"); err != nil || len(h.Dates) != 1 || len(h.Week) != 1 {
		t.Errorf("%+v %v", h, err)
	}
}
