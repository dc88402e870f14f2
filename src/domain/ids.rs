use super::words::id;

id!(
    /// Names a measure.
    MeasureId
);
id!(
    /// Names a carrier.
    CarrierId
);
id!(
    /// Names a user.
    UserId
);
id!(
    /// Names an API client; also its OAuth `client_id`.
    ClientId
);
id!(
    /// Names a signed-in session.
    SessionId
);
id!(
    /// Names a webhook.
    WebhookId
);
id!(
    /// Names an attempt to deliver an event.
    DeliveryId
);
id!(
    /// Names the import of a file.
    ImportId
);
