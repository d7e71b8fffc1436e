package lti

import (
	"encoding/json"
	"net/http"
	"time"
)

// Request is a request that would be sent to a platform's service, without its token.
type Request struct {
	Method, URL, ContentType string
	Body                     []byte
}

// ScoreRequest returns the request with which PutScore sends a score, at the given time (Assignment and Grade Services
// 2.0 §3.4). Nothing is sent.
func ScoreRequest(lineItemURL string, sc Score, now time.Time) (Request, error) {
	body, err := sc.wire(now)
	if err != nil {
		return Request{}, &ServiceError{Op: "score", Code: ServiceInvalid, Err: err}
	}
	address, err := withPath(lineItemURL, "/scores")
	if err != nil {
		return Request{}, &ServiceError{Op: "score", Code: ServiceInvalid, Err: err}
	}
	return Request{Method: http.MethodPost, URL: address, ContentType: typeScore, Body: body}, nil
}

// LineItemRequest returns the request with which CreateLineItem makes a column. Nothing is sent.
func LineItemRequest(lineItemsURL string, l LineItem) (Request, error) {
	body, err := json.Marshal(l)
	if err != nil {
		return Request{}, &ServiceError{Op: "create_line_item", Code: ServiceInvalid, Err: err}
	}
	return Request{Method: http.MethodPost, URL: lineItemsURL, ContentType: typeLineItem, Body: body}, nil
}
