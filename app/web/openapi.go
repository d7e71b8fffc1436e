package web

import (
	"encoding/json"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3gen"
)

var pathParam = regexp.MustCompile(`:([a-zA-Z]+)`)

// OpenAPI describes the endpoints below the prefix, and the extra types (socket frames), as OpenAPI 3.0 JSON. An extra
// type that has a FrameType is that frame's.
func OpenAPI(prefix, version string, endpoints []Endpoint, extra map[string]any) ([]byte, error) {
	doc := &openapi3.T{
		OpenAPI: "3.0.3",
		Info:    &openapi3.Info{Title: "Lectern", Version: version},
		Paths:   openapi3.NewPaths(),
		Components: &openapi3.Components{
			Schemas:         openapi3.Schemas{},
			SecuritySchemes: openapi3.SecuritySchemes{"bearer": {Value: openapi3.NewSecurityScheme().WithType("http").WithScheme("bearer")}},
		},
	}
	gen := openapi3gen.NewGenerator(openapi3gen.UseAllExportedFields(), openapi3gen.SchemaCustomizer(customize),
		openapi3gen.CreateComponentSchemas(openapi3gen.ExportComponentSchemasOptions{ExportComponentSchemas: true, ExportTopLevelSchema: true}))
	schema := func(t reflect.Type) (*openapi3.SchemaRef, error) {
		return gen.NewSchemaRefForValue(reflect.New(t).Elem().Interface(), doc.Components.Schemas)
	}
	problem, err := schema(reflect.TypeFor[Problem]())
	if err != nil {
		return nil, fmt.Errorf("describe problems: %w", err)
	}
	for _, ep := range endpoints {
		if err := describeEndpoint(doc, prefix, ep, schema, problem); err != nil {
			return nil, fmt.Errorf("describe %s %s: %w", ep.Method, ep.Path, err)
		}
	}
	for name, v := range extra {
		t, frame := reflect.TypeOf(v), ""
		if typed, ok := v.(interface{ FrameType() (reflect.Type, string) }); ok {
			t, frame = typed.FrameType()
		}
		ref, err := schema(t)
		if err != nil {
			return nil, fmt.Errorf("describe %s: %w", name, err)
		}
		if frame == "" {
			continue
		}
		if s := doc.Components.Schemas[strings.TrimPrefix(ref.Ref, "#/components/schemas/")]; s != nil && s.Value.Properties["type"] != nil {
			s.Value.Properties["type"] = openapi3.NewStringSchema().WithEnum(frame).NewRef()
			if !slices.Contains(s.Value.Required, "type") {
				s.Value.Required = append(s.Value.Required, "type")
			}
		}
	}
	return json.MarshalIndent(doc, "", "  ")
}

func describeEndpoint(doc *openapi3.T, prefix string, ep Endpoint, schema func(reflect.Type) (*openapi3.SchemaRef, error), problem *openapi3.SchemaRef) error {
	op := openapi3.NewOperation()
	op.Summary = ep.Summary
	if !ep.Public {
		op.Security = &openapi3.SecurityRequirements{{"bearer": {}}}
	}
	for _, m := range pathParam.FindAllStringSubmatch(ep.Path, -1) {
		op.AddParameter(openapi3.NewPathParameter(m[1]).WithSchema(openapi3.NewStringSchema()))
	}
	if ep.In != reflect.TypeFor[None]() {
		ref, err := schema(ep.In)
		if err != nil {
			return err
		}
		op.RequestBody = &openapi3.RequestBodyRef{Value: openapi3.NewRequestBody().WithRequired(true).WithJSONSchemaRef(ref)}
	}
	if ep.BodyBytes > 0 {
		bytes := openapi3.NewSchemaRef("", openapi3.NewStringSchema().WithFormat("binary"))
		op.RequestBody = &openapi3.RequestBodyRef{Value: openapi3.NewRequestBody().WithRequired(true).WithSchemaRef(bytes, []string{"application/octet-stream"})}
	}
	ok := openapi3.NewResponse().WithDescription("success")
	if ep.Out != reflect.TypeFor[None]() {
		ref, err := schema(ep.Out)
		if err != nil {
			return err
		}
		ok = ok.WithJSONSchemaRef(ref)
	}
	op.Responses = openapi3.NewResponses(openapi3.WithStatus(ep.Status, &openapi3.ResponseRef{Value: ok}))
	bad := openapi3.NewResponse().WithDescription("a problem").WithContent(openapi3.Content{"application/problem+json": openapi3.NewMediaType().WithSchemaRef(problem)})
	op.Responses.Set("default", &openapi3.ResponseRef{Value: bad})
	path := prefix + pathParam.ReplaceAllString(ep.Path, "{$1}")
	item := doc.Paths.Value(path)
	if item == nil {
		item = &openapi3.PathItem{}
		doc.Paths.Set(path, item)
	}
	item.SetOperation(ep.Method, op)
	return nil
}

// customize marks what Go always writes as required, and pointers that are always written as nullable.
func customize(name string, t reflect.Type, tag reflect.StructTag, s *openapi3.Schema) error {
	if words := tag.Get("enum"); words != "" {
		for _, w := range strings.Split(words, ",") {
			s.Enum = append(s.Enum, w)
		}
	}
	if t.Kind() != reflect.Struct || t == reflect.TypeFor[time.Time]() {
		return nil
	}
	for _, f := range reflect.VisibleFields(t) {
		label, opts, _ := strings.Cut(f.Tag.Get("json"), ",")
		if label == "" || label == "-" || strings.Contains(opts, "omitempty") || strings.Contains(opts, "omitzero") {
			continue
		}
		s.Required = append(s.Required, label)
		if p := s.Properties[label]; f.Type.Kind() == reflect.Pointer && p != nil && p.Ref == "" {
			p.Value.Nullable = true
		}
	}
	return nil
}
