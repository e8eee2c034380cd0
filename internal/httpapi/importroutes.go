package httpapi

import "github.com/redsail/redsail/internal/city"

// importParams are those of an import: the options of the command line.
func importParams() []Param {
	text := func(name, zh, en string) Param {
		return Param{Name: name, Type: Text, Says: city.Label{Zh: zh, En: en}}
	}
	yes := func(name, zh, en string) Param {
		return Param{Name: name, Type: Text, Enum: []string{"true", "false"}, Default: "false", Says: city.Label{Zh: zh, En: en}}
	}
	return []Param{
		{Name: "kind", Type: Text, Enum: importKinds, Default: "area", Says: city.Label{Zh: "文件内容的种类", En: "what the file holds"}},
		{Name: "format", Type: Text, Enum: importFormats, Required: true, Says: city.Label{Zh: "文件格式，即扩展名", En: "the end of the file's name"}},
		text("layer", "图层；场所、屏障的类别", "the layer that areas go into, or attributes are for; the kind of all places or barriers"), paramDryRun,
		text("crs", "坐标系，同命令行", "the coordinate system, as on the command line"), yes("swap_axes", "先纬后经", "the first number is the northing or latitude"),
		text("code_field", "编码字段", "field of the code"), text("name_field", "名称字段", "field of the name"), text("parent_field", "上级编码字段", "field of the parent's code"),
		yes("replace", "文件中没有的即终止", "end what the file lacks"), text("within", "只替换此编码之内的", "with replace: only those inside the area of this code"),
		{Name: "conflicts", Type: Text, Enum: []string{"refuse", "keep-store", "take-file"}, Default: "refuse", Says: city.Label{Zh: "文件为导出件的修改副本、且库中同一内容也已更改时：拒绝、以库为准、以文件为准", En: "what is done where the file is an edited copy of an export and the store has changed the same since"}},
		yes("strict", "有任何问题即整体拒绝", "refuse the whole file on any finding"), text("effective_from", "生效日期", "the date from which it holds"),
		text("repair", "可做的修复，逗号分隔，可带米数", "areas: the repairs that may be done, by commas, some with metres: close-ring=0.5, untangle, snap-to-parent, split-parents, close-hairlines"), text("source_layer", "文件中的图层或工作表", "layer or sheet of the file"), text("encoding", "文字编码", "text encoding"),
		text("class_field", "道路类别字段", "streets: field that says what a line is"), text("class", "未注明类别的线是什么，如 highway=residential", "streets: what lines are that say nothing, like highway=residential or barrier=wall"),
		{Name: "permission", Type: Text, Enum: []string{"public", "internal", "restricted"}, Says: city.Label{Zh: "数据的许可级别：可公开、内部、受限；随数据保存，公开图层时据此提示", En: "for whom the data was handed over; it is kept with the data, and opening its layer asks for it"}},
		paramEvenRestricted,
		text("source", "数据来源：文件自身未注明的都用它", "where the data comes from, for all that does not say it itself"), text("data_date", "数据日期，如 2026-07-01", "the date of the data, for all that does not say it itself"),
	}
}

// importRoutes are there where the server takes files.
func (s *Server) importRoutes() []Route {
	if s.cfg.Gate == nil || s.cfg.People == nil || s.cfg.Jobs == nil || s.cfg.Imports == nil {
		return nil
	}
	id := Param{Name: "id", Type: Text, Required: true, Says: city.Label{Zh: "导入编号", En: "number of an import"}}
	row := Route{Action: "imports.write", Personal: Account, Cost: Work, Params: []Param{id}, Pattern: "/api/v1/imports/{id}", Fails: Fails{404: {"unknown_import"}}, Answers: []Answer{{jsonType, importAnswer{}}}}
	get, drop, findings, confirm, list := row, row, row, row, row
	list.Method, list.Pattern, list.Name, list.handle, list.Params, list.Fails, list.Answers = "GET", "/api/v1/imports", "listImports", s.listImports, nil, nil, []Answer{{jsonType, importList{}}}
	list.Summary = city.Label{Zh: "自己的导入，以及可以发送什么", En: "The imports of an account, and what may be sent"}
	get.Method, get.Name, get.handle = "GET", "getImport", s.getImport
	get.Summary = city.Label{Zh: "一次导入：进度与报告", En: "An import: its progress and report"}
	drop.Method, drop.Name, drop.handle, drop.Writes, drop.Empty, drop.Answers = "DELETE", "dropImport", s.dropImport, true, true, nil
	drop.Summary = city.Label{Zh: "取消并放弃一次导入", En: "Cancel an import and give its file up"}
	findings.Method, findings.Pattern, findings.Name, findings.handle = "GET", "/api/v1/imports/{id}/findings", "getImportFindings", s.importFindings
	findings.Summary = city.Label{Zh: "报告中带位置的问题", En: "The findings of a report that have a place"}
	findings.Answers = []Answer{{geoJSONType, nil}}
	confirm.Method, confirm.Pattern, confirm.Name, confirm.handle = "POST", "/api/v1/imports/{id}/confirm", "confirmImport", s.confirmImport
	confirm.Summary = city.Label{Zh: "确认写入试算过的文件；dry_run=true 则重新试算", En: "Write a file that was judged; with dry_run=true it is judged anew"}
	confirm.Params, confirm.Writes, confirm.Accepted = []Param{id, paramDryRun, paramEvenRestricted, paramIfMatch}, true, true
	confirm.Fails = Fails{400: {"bad_header"}, 404: {"unknown_import"}, 409: {"import_busy", "no_result", "classed_data"}, 412: {"stale_revision"}, 428: {"precondition_required"}, 503: {"busy"}}
	kind := Param{Name: "kind", Type: Text, Enum: importKinds, Required: true, Says: city.Label{Zh: "种类", En: "kind"}}
	return []Route{{
		Method: "POST", Pattern: "/api/v1/imports", Name: "newImport", Action: "imports.write", Personal: Account, Cost: Stream, Writes: true, Accepted: true, Upload: true,
		Summary: city.Label{Zh: "上传一个文件，作为一次更改试算或写入；正文即文件", En: "Send a file, to be judged or written as one change; the body is the file"},
		Params:  importParams(), Answers: []Answer{{jsonType, importAnswer{}}}, handle: s.newImport,
		Fails: Fails{400: {"missing_parameter", "unknown_parameter", "bad_permission", "bad_repair", "bad_date", "bad_text", "bad_mapping", "bad_body"}, 404: {"unknown_layer"}, 408: {"too_slow"}, 409: {"classed_data"}, 413: {"body_too_large"}, 429: {"imports_full"}, 503: {"busy", "spool_failed"}},
	}, list, get, drop, findings, confirm, {
		Method: "POST", Pattern: "/api/v1/imports/drawing", Name: "getDrawingLayers", Action: "imports.write", Personal: Account, Cost: Stream, Upload: true,
		Summary: city.Label{Zh: "一张 DXF 图纸有哪些图层，各有多少闭合多段线和文字；正文即文件，不保留", En: "The layers of a DXF drawing, with their closed polylines and texts; the body is the file, and it is not kept"},
		Params:  []Param{{Name: "encoding", Type: Text, Says: city.Label{Zh: "文字编码", En: "text encoding"}}}, Answers: []Answer{{jsonType, drawingLayers{}}}, handle: s.importDrawing,
		Fails: Fails{400: {"bad_file", "bad_body"}, 408: {"too_slow"}, 413: {"body_too_large"}, 429: {"imports_full"}, 503: {"busy", "spool_failed"}},
	}, {
		Method: "GET", Pattern: "/api/v1/imports/templates/{kind}", Name: "getImportTemplate", Action: "imports.write", Personal: Account, Cost: Cheap,
		Summary: city.Label{Zh: "供填写的表格；json 为各列的含义", En: "A table to fill in; as json, what its columns are"},
		Params: []Param{kind, {Name: "f", Type: Text, Enum: []string{"csv", "xlsx", "json"}, Default: "csv", Says: city.Label{Zh: "格式", En: "format"}},
			{Name: "headings", Type: Text, Enum: []string{"zh", "en"}, Default: "zh", Says: city.Label{Zh: "表头语言", En: "language of the headings"}}},
		Answers: []Answer{{"text/csv", nil}, {xlsxType, nil}, {jsonType, importColumns{}}}, handle: s.importTemplate,
	}}
}
