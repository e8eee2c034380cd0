package httpapi

import (
	"strconv"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/edit"
)

var (
	paramDryRun = Param{
		Name: "dry_run", Type: Text, Enum: []string{"true", "false"}, Default: "false",
		Says: city.Label{Zh: "只试算，不写入", En: "tell what would be done, and write nothing"},
	}
	paramIfMatch = Param{
		Name: "If-Match", Type: Text, Header: true, Example: `"1"`,
		Says: city.Label{Zh: "此更改所依据的修订，如 \"42\"；试算时可省略", En: `the revision that the change was made on, like "42"; a dry run may leave it out`},
	}
)

// writeFails are the codes by which all changes are refused.
func writeFails(own Fails) Fails {
	out := Fails{
		400: {"bad_header", "missing_parameter", "bad_number", "bad_text", "bad_date", "bad_period", "bad_entry", "bad_shape", "bad_code", "bad_count",
			"unknown_parent", "unknown_area", "unknown_successor", "empty_shape", "leg_too_long"},
		404: {"unknown_code", "unknown_layer"}, 409: {"code_taken", "has_children", "overlapping_versions", "classed_data"},
		412: {"stale_revision"}, 413: {"change_too_large"}, 428: {"precondition_required"},
		503: {"disk_full", "store_read_only", "commit_unknown", "timeline_changed"},
	}
	for status, codes := range own {
		out[status] = append(out[status], codes...)
	}
	return out
}

// changeRoutes are there where the server may write.
func (s *Server) changeRoutes() []Route {
	if s.cfg.Editor == nil {
		return nil
	}
	headers := []Param{paramDryRun, paramEvenRestricted, paramIfMatch}
	few := paramLimit
	few.Most, few.Default = mostDeeds, strconv.Itoa(fewDeeds)
	return []Route{{
		Method: "GET", Pattern: "/api/v1/changes", Name: "listChanges", Action: "changes.write", Personal: Public, Cost: Heavy,
		Summary: city.Label{Zh: "写入了什么，最新的在前：各图层的条数，以及被哪次修订撤销", En: "What was written, the latest first: how much of which layer, and what took it back"},
		Params:  []Param{paramBefore, few}, Answers: []Answer{{jsonType, deedsAnswer{}}}, handle: s.deeds,
	}, {
		Method: "POST", Pattern: "/api/v1/changes", Name: "change", Action: "changes.write", Personal: Public, Cost: Work, Writes: true,
		Summary: city.Label{
			Zh: "一次更改：新增或修改、删除、移动共用边界、拆分、合并；要么全部生效，要么不生效",
			En: "One change: put and delete, move shared borders, split, merge; all of it or nothing",
		},
		Params: headers, Body: &Body{Of: edit.Request{}}, Answers: []Answer{{jsonType, changeAnswer{}}}, Created: true,
		Fails: writeFails(Fails{400: {"empty_change", "bad_edit", "free_layer", "off_border", "no_such_border", "border_divides", "path_crosses_itself",
			"path_leaves_areas", "area_vanishes", "area_falls_apart", "wrong_part_count", "not_connected", "different_parents", "code_needed",
			"unknown_kind", "bad_state", "stage_order", "out_of_range", "unknown_value"},
			409: {"planned_change", "noding_unstable", "numbers_used_up"}}),
		handle: s.change,
	}, {
		Method: "POST", Pattern: "/api/v1/revisions/{n}/reverse", Name: "reverseRevision", Action: "changes.write", Personal: Public, Cost: Work, Writes: true,
		Summary: city.Label{Zh: "撤销一次修订：恢复它所改动的内容", En: "Take a revision back: what it replaced holds again"},
		Params:  append([]Param{paramNumber}, headers...), Body: &Body{Of: reverseBody{}, Optional: true}, Answers: []Answer{{jsonType, changeAnswer{}}}, Created: true,
		Fails: writeFails(Fails{404: {"unknown_revision"}, 409: {"conflict"}}), handle: s.reverse,
	}}
}
